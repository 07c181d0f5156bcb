/// The nearest correlation matrix in the Frobenius norm, by alternating projections with Dykstra's correction.
///
/// - Source: Higham, *Computing the nearest correlation matrix: a problem from finance*, IMA J. Numerical Analysis 22
///   (2002), algorithm 3.3; `NearestCorrelationTests` has the examples of its section 4.
package enum NearestCorrelation {
    /// The nearest matrix; its diagonal is exactly 1, and its eigenvalues are at least about 1e-10.
    ///
    /// - Parameter matrix: Square, symmetric, finite; its diagonal need not be 1.
    package static func matrix(to matrix: [[Double]]) -> [[Double]] {
        let n = matrix.count
        var y = matrix
        var correction = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
        for _ in 0..<steps {
            var difference = y
            for row in 0..<n { for column in 0..<n { difference[row][column] -= correction[row][column] } }
            let x = SymmetricEigen(difference).rebuilt(least: 0)
            var change = 0.0
            for row in 0..<n {
                for column in 0..<n {
                    correction[row][column] = x[row][column] - difference[row][column]
                    let next = row == column ? 1 : x[row][column]
                    change = max(change, (next - y[row][column]).magnitude)
                    y[row][column] = next
                }
            }
            if change <= 1e-11 { break }
        }
        return scaledToUnitDiagonal(SymmetricEigen(y).rebuilt(least: 1e-10))
    }

    /// Convergence is linear; a matrix that needs more is left as near as this brings it.
    private static let steps = 2000

    private static func scaledToUnitDiagonal(_ matrix: [[Double]]) -> [[Double]] {
        var result = matrix
        let scale = matrix.indices.map { matrix[$0][$0].squareRoot() }
        for row in matrix.indices {
            for column in 0..<row {
                let value = min(1, max(-1, matrix[row][column] / (scale[row] * scale[column])))
                result[row][column] = value
                result[column][row] = value
            }
            result[row][row] = 1
        }
        return result
    }
}
