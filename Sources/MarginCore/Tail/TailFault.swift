/// Why there are no tail scenarios.
package enum TailFault: Error, Equatable, Sendable {
    case noHistory
    /// The history has fewer days with a move than the window.
    case historyTooShort(moves: Int, window: Int)
    /// Stressed days have a weight, and their first or last day is not stated.
    case noStressedPeriod
    case stressedPeriodReversed
    case stressedPeriodNotInHistory
    /// A proxy has no history itself.
    case proxyWithoutHistory(underlying: String, proxy: String)
    /// The given or estimated correlations are none.
    case correlations(CorrelationMatrix.Fault)
    /// Not one name for each row, or a name twice.
    case correlationNames
    /// Neither given nor to be estimated: the history has not all days of the window.
    case noVolatility(underlying: String)
}

extension TailFault: CustomStringConvertible {
    /// One sentence for who wrote the configuration, without a full stop.
    package var description: String {
        switch self {
        case .noHistory: "the model tail needs a history with closes"
        case .historyTooShort(let moves, let window):
            "the history has \(moves) days with a move, and the window is \(window)"
        case .noStressedPeriod:
            "stressed_weight needs stressed_from and stressed_to, the first and the last stressed day"
        case .stressedPeriodReversed: "stressed_from is after stressed_to"
        case .stressedPeriodNotInHistory: "the history does not have all stressed days"
        case .proxyWithoutHistory(let underlying, let proxy):
            "the history does not have \(proxy), the proxy of \(underlying)"
        case .correlations(let fault): "the correlations are none: \(fault)"
        case .correlationNames: "the correlations need one row for each underlying, and each of these once"
        case .noVolatility(let underlying):
            "\(underlying) has correlations and no daily_volatility, nor closes to estimate it from"
        }
    }
}

extension CorrelationMatrix.Fault: CustomStringConvertible {
    /// Rows and columns are counted from 1 here.
    package var description: String {
        switch self {
        case .notSquare(let row): "row \(row + 1) has not as many entries as there are rows"
        case .notInRange(let row, let column): "row \(row + 1), column \(column + 1) is not in -1...1"
        case .diagonalNotOne(let row): "row \(row + 1) has not 1 on the diagonal"
        case .notSymmetric(let row, let column):
            "row \(row + 1), column \(column + 1) differs from row \(column + 1), column \(row + 1)"
        case .notPositiveSemidefinite(let row, let pivot):
            "not positive semidefinite: the pivot of row \(row + 1) is \(pivot)"
        }
    }
}
