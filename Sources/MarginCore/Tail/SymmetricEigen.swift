/// Eigenvalues and eigenvectors of a small symmetric matrix, by Jacobi's rotations.
///
/// Each rotation makes one pair of entries zero; sweeps go over all pairs in one order until nothing is left beside the
/// diagonal. The method needs + − × ÷ √ only, so its bits are the same everywhere.
///
/// - Source: Golub and Van Loan, *Matrix Computations*, 4th edition, 8.5.
struct SymmetricEigen {
    /// In no order.
    private(set) var values: [Double]
    /// The eigenvector of `values[k]` is the column k, of length 1.
    private(set) var vectors: [[Double]]

    /// - Parameter matrix: Square, symmetric, finite.
    /// - Complexity: O(n³) per sweep; about eight sweeps, at most fifty.
    init(_ matrix: [[Double]]) {
        let n = matrix.count
        var a = matrix
        vectors = (0..<n).map { row in (0..<n).map { $0 == row ? 1 : 0 } }
        for _ in 0..<50 {
            var scale = 0.0
            var beside = 0.0
            for row in 0..<n {
                for column in 0..<n {
                    let square = a[row][column] * a[row][column]
                    scale += square
                    if row != column { beside += square }
                }
            }
            if beside <= scale * 1e-34 { break }
            for p in 0..<n {
                for q in (p + 1)..<max(n, p + 1) where a[p][q] != 0 {
                    let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
                    let t = (theta < 0 ? -1.0 : 1.0) / (theta.magnitude + (theta * theta + 1).squareRoot())
                    let c = 1 / (t * t + 1).squareRoot()
                    let s = t * c
                    for k in 0..<n {
                        let (left, right) = (a[k][p], a[k][q])
                        a[k][p] = c * left - s * right
                        a[k][q] = s * left + c * right
                    }
                    for k in 0..<n {
                        let (upper, lower) = (a[p][k], a[q][k])
                        a[p][k] = c * upper - s * lower
                        a[q][k] = s * upper + c * lower
                    }
                    for k in 0..<n {
                        let (left, right) = (vectors[k][p], vectors[k][q])
                        vectors[k][p] = c * left - s * right
                        vectors[k][q] = s * left + c * right
                    }
                    a[p][q] = 0
                    a[q][p] = 0
                }
            }
        }
        values = (0..<n).map { a[$0][$0] }
    }

    /// The matrix with the same eigenvectors whose eigenvalues are at least `least`; symmetric to the bit.
    func rebuilt(least: Double) -> [[Double]] {
        let n = values.count
        var result = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
        for row in 0..<n {
            for column in row..<n {
                var sum = 0.0
                for k in 0..<n { sum += max(values[k], least) * vectors[row][k] * vectors[column][k] }
                result[row][column] = sum
                result[column][row] = sum
            }
        }
        return result
    }
}
