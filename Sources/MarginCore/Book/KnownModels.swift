/// What the models `scenario` and `tail` make of a configuration, a day and names alone.
///
/// No price and no account goes in, so that a book built anew, for an audit, a stress test, a forecast or a reload, takes
/// this over from the one before, and is still independent of what that one has summed and priced.
struct KnownModels: Sendable {
    private var grids: [KnownGrids] = []
    private var shocks: [KnownShocks] = []

    init() {}

    init(_ profiles: [ProfileTables]) {
        // Profiles share tables, which are then here as often; a handful at most, and nothing is copied.
        grids = profiles.compactMap { $0.scenario?.known }
        shocks = profiles.compactMap { $0.tail?.known }
    }

    func grids(of pack: ScenarioPack) -> KnownGrids { grids.first { $0.pack == pack } ?? KnownGrids(pack) }

    /// - Parameter day: As `PriceHistory.day(asOf:)` gives it.
    func shocks(of parameters: TailParameters, _ history: PriceHistory, asOf day: Int) -> KnownShocks {
        shocks.first { $0.day == day && $0.parameters == parameters && $0.history == history }
            ?? KnownShocks(parameters, history: history, asOf: day)
    }
}

/// The grids of a pack.
struct KnownGrids: Sendable {
    let pack: ScenarioPack
    /// By price range: underlyings with the same one have the same grid.
    private var grids: [Double: ScenarioGrid] = [:]

    init(_ pack: ScenarioPack) { self.pack = pack }

    mutating func grid(of underlying: String) -> ScenarioGrid {
        let range = pack.range(of: underlying)
        if let grid = grids[range] { return grid }
        let grid = ScenarioGrid(pack, underlying: underlying)
        grids[range] = grid
        return grid
    }
}

/// A table of shocks as of a day, and its columns as batches take them.
struct KnownShocks: Sendable {
    let parameters: TailParameters
    let history: PriceHistory
    let day: Int
    /// `nil` where the history has no scenarios as of the day.
    let table: ShockTable?
    /// By underlying; those without a column are known too.
    private var columns: [String: Column?] = [:]

    /// One underlying's moves: the first scenario of a row is the present.
    struct Column: Sendable {
        var moves: [Double]
        /// By magnitude.
        var largestMove: Double
        var shocks: ScenarioRowBatch.Shocks
    }

    init(_ parameters: TailParameters, history: PriceHistory, asOf day: Int) {
        self.parameters = parameters
        self.history = history
        self.day = day
        table = try? ShockTable(history: history, parameters: parameters, asOf: day)
    }

    /// `nil` where the history says nothing about the underlying.
    mutating func column(of underlying: String) -> Column? {
        if let column = columns[underlying] { return column }
        let column = table?.column(of: underlying).map {
            Column(
                moves: $0.moves, largestMove: $0.moves.reduce(0) { max($0, $1.magnitude) },
                shocks: ScenarioRowBatch.Shocks(moves: [0] + $0.moves, volatilityMoves: [0] + $0.volatilityMoves))
        }
        columns.updateValue(column, forKey: underlying)
        return column
    }
}
