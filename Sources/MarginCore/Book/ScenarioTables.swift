/// What a book keeps for one scenario pack, whichever profiles use it: grids, and the unit rows of options.
///
/// A reference, so that profiles with the same pack share it; owned by one book.
final class ScenarioTables {
    let pack: ScenarioPack
    private(set) var known: KnownGrids
    /// By underlying.
    private(set) var grids: [ScenarioGrid] = []
    var rows: UnitRows
    var batch: ScenarioRowBatch
    private var prepared = PreparedExpiry()
    let cellCount: Int

    /// - Parameter known: What another book's tables know of the pack.
    init(_ known: KnownGrids) {
        var known = known
        let grid = known.grid(of: "")
        pack = known.pack
        self.known = known
        rows = UnitRows(stride: grid.stride)
        batch = ScenarioRowBatch(stride: grid.stride)
        cellCount = grid.cells.count
    }

    func addUnderlying(_ name: String) { grids.append(known.grid(of: name)) }

    /// Prices one unit of an option in every scenario.
    func price(
        _ option: Int, _ terms: OptionTerms, _ expiry: ScenarioRowBatch.Expiry, on underlying: Int, version: UInt32
    ) {
        let wanted = PreparedExpiry(expiry: terms.expiry, isInverse: terms.isInverse, version: version)
        if prepared != wanted {
            batch.prepare(expiry, grid: grids[underlying])
            prepared = wanted
        }
        batch.price(terms, into: rows.claim(option, version: version))
    }

    /// Versions are counted from the beginning again.
    func forgetAll() {
        rows.forgetAll()
        prepared = PreparedExpiry()
    }
}

/// What a book keeps for one table of shocks: the moves by underlying, and the unit rows of options.
final class TailTables {
    let parameters: TailParameters
    private(set) var known: KnownShocks
    let model: TailModel?
    let scenarioCount: Int
    /// By underlying; `nil` where the history says nothing about it.
    private(set) var columns: [KnownShocks.Column?] = []
    var rows: UnitRows
    var batch: ScenarioRowBatch
    private var prepared = PreparedExpiry()

    /// `nil` where the history has no scenarios.
    var shocks: ShockTable? { known.table }

    /// - Parameter known: What another book's tables know of the shocks.
    init(_ known: KnownShocks) {
        self.known = known
        parameters = known.parameters
        model = known.table.map(TailModel.init)
        scenarioCount = known.table?.scenarios.count ?? 0
        let stride = ScenarioRowBatch.stride(for: scenarioCount + 1)
        rows = UnitRows(stride: stride)
        batch = ScenarioRowBatch(stride: stride)
    }

    func addUnderlying(_ name: String) { columns.append(known.column(of: name)) }

    /// Prices one unit of an option in every scenario, and takes its present value off each.
    func price(
        _ option: Int, _ terms: OptionTerms, _ expiry: ScenarioRowBatch.Expiry, on underlying: Int, version: UInt32
    ) {
        guard let column = columns[underlying] else { return }
        let wanted = PreparedExpiry(expiry: terms.expiry, isInverse: terms.isInverse, version: version)
        if prepared != wanted {
            batch.prepare(expiry, shocks: column.shocks)
            prepared = wanted
        }
        let row = rows.claim(option, version: version)
        batch.price(terms, into: row)
        let value = row[0]
        for place in 0..<rows.stride { row[place] -= value }
    }

    /// Versions are counted from the beginning again.
    func forgetAll() {
        rows.forgetAll()
        prepared = PreparedExpiry()
    }
}

/// What a batch of rows is prepared for: an expiry, how its contracts settle, and `MarginBook.versions` of its underlying.
private struct PreparedExpiry: Equatable {
    var expiry: Int32 = -1
    var isInverse = false
    var version: UInt32 = 0
}
