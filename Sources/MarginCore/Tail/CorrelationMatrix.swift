/// A correlation matrix that is one: symmetric, ones on the diagonal, positive semidefinite; and its Cholesky factor.
package struct CorrelationMatrix: Equatable, Sendable {
    /// By row and column.
    package let rows: [[Double]]
    /// L with L·Lᵀ = the matrix, by row; row i has i + 1 entries.
    package let factor: [[Double]]

    package var size: Int { rows.count }

    /// Why a matrix is none; rows and columns from 0.
    package enum Fault: Error, Equatable, Sendable {
        case notSquare(row: Int)
        case notInRange(row: Int, column: Int)
        case diagonalNotOne(row: Int)
        case notSymmetric(row: Int, column: Int)
        /// Cholesky's pivot of this row is negative: what is left of its variance when the rows before it are known.
        case notPositiveSemidefinite(row: Int, pivot: Double)
    }

    /// What rounding may leave of a pivot that is zero. A matrix is given with a few digits; its pivots are not exact.
    private static let pivotTolerance = 1e-12

    /// - Throws: The first thing that is wrong, row by row; shape and entries come before definiteness.
    package init(_ rows: [[Double]]) throws(Fault) {
        if let fault = Self.entryFault(rows) { throw fault }
        self.rows = rows
        factor = try Self.cholesky(rows)
    }

    /// The nearest correlation matrix in the Frobenius norm.
    ///
    /// - Parameter rows: A symmetric matrix with entries in −1...1, ones on the diagonal.
    /// - Throws: What is wrong beside definiteness; that is what is repaired.
    package init(nearestTo rows: [[Double]]) throws(Fault) {
        do throws(Fault) {
            try self.init(rows)
        } catch {
            guard case .notPositiveSemidefinite = error else { throw error }
            try self.init(NearestCorrelation.matrix(to: rows))
        }
    }

    /// What is wrong with shape and entries, apart from definiteness; `nil` for nothing.
    static func entryFault(_ rows: [[Double]]) -> Fault? {
        for (index, row) in rows.enumerated() where row.count != rows.count { return .notSquare(row: index) }
        for row in rows.indices {
            for column in rows.indices {
                // Also false for what is no number.
                guard rows[row][column].magnitude <= 1 else { return .notInRange(row: row, column: column) }
            }
            guard rows[row][row] == 1 else { return .diagonalNotOne(row: row) }
            for column in 0..<row where rows[row][column] != rows[column][row] {
                return .notSymmetric(row: row, column: column)
            }
        }
        return nil
    }

    /// The factor of a semidefinite matrix.
    ///
    /// Where a pivot is zero the row is a mixture of the rows before it. Its own column is then zero in every later
    /// row; anything else would be a covariance with something that does not vary, and is refused.
    private static func cholesky(_ rows: [[Double]]) throws(Fault) -> [[Double]] {
        var factor: [[Double]] = []
        for i in rows.indices {
            var row = [Double](repeating: 0, count: i + 1)
            var pivot = 1.0
            for j in 0..<i {
                var rest = rows[i][j]
                for k in 0..<j { rest -= row[k] * factor[j][k] }
                if factor[j][j] > 0 {
                    row[j] = rest / factor[j][j]
                } else if rest.magnitude > 1e-6 {
                    // With the rows i and j alone left: ((0, rest), (rest, ·)) has a negative eigenvalue.
                    throw .notPositiveSemidefinite(row: i, pivot: -rest.magnitude)
                }
                pivot -= row[j] * row[j]
            }
            guard pivot >= -pivotTolerance else { throw .notPositiveSemidefinite(row: i, pivot: pivot) }
            row[i] = pivot > pivotTolerance ? pivot.squareRoot() : 0
            factor.append(row)
        }
        return factor
    }
}
