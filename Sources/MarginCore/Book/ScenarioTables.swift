/// What a book keeps for one scenario pack, whichever profiles use it: grids, and the unit rows of options.
///
/// A reference, so that profiles with the same pack share it; owned by one book.
final class ScenarioTables: RowTables {
    let pack: ScenarioPack
    private(set) var known: KnownGrids
    /// By underlying.
    private(set) var grids: [ScenarioGrid] = []
    /// By underlying, as an asset: what it counts less as collateral; `nil` where it is none.
    private(set) var haircuts: [ScenarioPack.Margins?] = []
    var pricedTogether: [UInt32] = []
    var rows: UnitRows
    var batch: ScenarioRowBatch
    private var prepared = PreparedExpiry()
    private var expiryTerms = HotArray<KnownTerms>()
    let cellCount: Int

    /// The terms of an expiry, and the T that they belong to.
    struct KnownTerms: BitwiseCopyable {
        var years = Double.nan
        var terms = ScenarioExpiryTerms()
    }

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

    func addUnderlying(_ name: String) {
        grids.append(known.grid(of: name))
        haircuts.append(pack.collateral[name])
        pricedTogether.append(0)
    }

    /// What the pack makes of an expiry at T, worked out once.
    func terms(ofExpiry expiry: Int, years: Double) -> ScenarioExpiryTerms {
        while expiryTerms.count <= expiry { expiryTerms.append(KnownTerms()) }
        if expiryTerms[expiry].years != years {
            expiryTerms[expiry] = KnownTerms(years: years, terms: ScenarioExpiryTerms(pack, years: years))
        }
        return expiryTerms[expiry].terms
    }

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

    func hasRow(_ option: Int) -> Bool { rows.hasRow(option) }

    func isCurrent(_ option: Int, version: UInt32) -> Bool { rows.isCurrent(option, version: version) }

    /// Versions are counted from the beginning again.
    func forgetAll() {
        rows.forgetAll()
        prepared = PreparedExpiry()
        for underlying in pricedTogether.indices { pricedTogether[underlying] = 0 }
    }
}

/// What a book keeps for one table of shocks, hence for one day: the moves by underlying, and the unit rows of options.
final class TailTables: RowTables {
    let parameters: TailParameters
    private(set) var known: KnownShocks
    let model: TailModel?
    let scenarioCount: Int
    /// By underlying; `nil` where the history says nothing about it.
    private(set) var columns: [KnownShocks.Column?] = []
    var rows: UnitRows
    var batch: ScenarioRowBatch
    private var prepared = PreparedExpiry()
    var pricedTogether: [UInt32] = []
    /// By option that was priced: Σ max|row − row before| over all its pricings, the first row against zeros; rounded up.
    private(set) var drifts = HotArray<Double>()
    private let fresh: UnsafeMutablePointer<Double>

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
        fresh = .allocate(capacity: stride)
        fresh.initialize(repeating: 0, count: stride)
    }

    deinit { fresh.deallocate() }

    func addUnderlying(_ name: String) {
        pricedTogether.append(0)
        columns.append(known.column(of: name))
    }

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
        batch.price(terms, into: fresh)
        let isNew = !rows.hasRow(option)
        let row = rows.claim(option, version: version)
        if isNew { row.update(repeating: 0, count: rows.stride) }
        let drift = Self.replace(row, by: fresh, less: fresh[0], count: rows.stride)
        while drifts.count <= option { drifts.append(0) }
        drifts[option] = (drifts[option] + drift) * (1 + 0x1p-50)
    }

    /// Writes `fresh` − `value` over a row.
    ///
    /// - Parameter count: A multiple of four.
    /// - Returns: The largest change of a number, as a magnitude.
    private static func replace(
        _ row: UnsafeMutablePointer<Double>, by fresh: UnsafePointer<Double>, less value: Double, count: Int
    ) -> Double {
        var largest = SIMD4<Double>.zero
        for place in stride(from: 0, to: count, by: 4) {
            let new = SIMD4(fresh[place], fresh[place + 1], fresh[place + 2], fresh[place + 3]) - value
            let old = SIMD4(row[place], row[place + 1], row[place + 2], row[place + 3])
            let change = new - old
            largest.replace(with: change, where: change .> largest)
            largest.replace(with: -change, where: -change .> largest)
            row[place] = new.x
            row[place + 1] = new.y
            row[place + 2] = new.z
            row[place + 3] = new.w
        }
        return largest.max()
    }

    func hasRow(_ option: Int) -> Bool { rows.hasRow(option) }

    func isCurrent(_ option: Int, version: UInt32) -> Bool { rows.isCurrent(option, version: version) }

    /// Versions are counted from the beginning again.
    func forgetAll() {
        rows.forgetAll()
        prepared = PreparedExpiry()
        for underlying in pricedTogether.indices { pricedTogether[underlying] = 0 }
    }
}

/// What a batch of rows is prepared for: an expiry, how its contracts settle, and `MarginBook.versions` of its underlying.
private struct PreparedExpiry: Equatable {
    var expiry: Int32 = -1
    var isInverse = false
    var version: UInt32 = 0
}
