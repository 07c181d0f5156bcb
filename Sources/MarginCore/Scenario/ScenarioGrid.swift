/// A pack made concrete for one underlying: one row of numbers for each unit of an option, and what each of them means.
///
/// A row holds the present value, the values after both moves of the basis rule, then one value for each cell; its
/// length is a multiple of eight, and what fills it up is the present value again.
package struct ScenarioGrid: Sendable, Equatable {
    package static let valuePlace = 0
    package static let basisUpPlace = 1
    package static let basisDownPlace = 2
    package static let firstCellPlace = 3

    package let pack: ScenarioPack
    package let range: Double
    /// The pack's cells, in the order of the row.
    package let cells: [ScenarioCell]
    /// Numbers in a row.
    package let stride: Int

    /// Columns of a number for each cell, in the order of `Column`.
    let columns: [Double]
    /// What a cash delta of 1 gains by the two moves of the basis rule, of linear contracts; of contracts whose profit is
    /// in coin.
    let basisLinearGains: SIMD2<Double>
    let basisCoinGains: SIMD2<Double>

    // By place in the row.

    /// 1 + move, and its logarithm.
    let factors: [Double]
    let logFactors: [Double]
    let volatilities: [VolatilityMove]
    let days: [Double]

    /// - Parameters:
    ///   - pack: Without `fault`.
    ///   - underlying: Its name in `pack.ranges`.
    package init(_ pack: ScenarioPack, underlying: String) {
        let range = pack.range(of: underlying)
        let cells = pack.cells
        let tails = pack.grid.cells.count..<pack.grid.cells.count + pack.tails.moves.count
        self.pack = pack
        self.range = range
        self.cells = cells
        stride = (ScenarioGrid.firstCellPlace + cells.count + 7) / 8 * 8
        let moves = cells.map { $0.fraction(range: range) }
        let weights = cells.indices.map { i in
            tails.contains(i) ? pack.tails.weight(of: moves[i], range: range) : cells[i].weight
        }
        let linear = cells.indices.map { i -> (move: Double, weight: Double) in
            guard cells[i].keepsLinearInRange, moves[i] != 0 else { return (moves[i], weights[i]) }
            return (moves[i] > 0 ? range : -range, 1)
        }
        columns =
            weights + linear.map { $0.move * $0.weight }
            + linear.map { ScenarioGrid.coinGain($0.move, pack.numeraire) * $0.weight }
            + cells.map { $0.volatility.isSkew ? 1 : 0 }
        let basis = SIMD2(pack.basis.up, pack.basis.down)
        basisLinearGains = basis
        basisCoinGains = SIMD2(
            ScenarioGrid.coinGain(basis.x, pack.numeraire), ScenarioGrid.coinGain(basis.y, pack.numeraire))

        let idle = stride - ScenarioGrid.firstCellPlace - cells.count
        let rowMoves = [0, pack.basis.up, pack.basis.down] + moves + Array(repeating: 0, count: idle)
        factors = rowMoves.map { 1 + $0 }
        logFactors = rowMoves.map { naturalLogarithm(1 + $0) }
        volatilities =
            Array(repeating: .none, count: 3) + cells.map(\.volatility) + Array(repeating: .none, count: idle)
        days = [0, 0, 0] + cells.map(\.days) + Array(repeating: 0, count: idle)
    }

    enum Column {
        /// What part counts of the profit or loss on options.
        static let weight = 0
        /// What a cash delta of 1 gains, weighted: of linear contracts; of contracts whose profit is in coin.
        static let linearGain = 1
        static let coinGain = 2
        /// 1 for a skew, else 0.
        static let isSkew = 3
    }

    /// What a cash delta of 1 gains in coin, counted at the price before the move.
    private static func coinGain(_ move: Double, _ numeraire: ScenarioPack.Numeraire) -> Double {
        numeraire == .coin ? 1 - 1 / (1 + move) : move
    }

    /// For the alert: what decided, `basis` where it was no cell, `none` where there was no loss.
    package func name(of decider: ScenarioModel.Decider) -> String {
        switch decider {
        case .nothing: "none"
        case .basis: "basis"
        case .cell(let cell): cells[cell].name(range: range)
        }
    }
}
