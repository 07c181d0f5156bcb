import MarginCore
import MarginTesting
import Testing

@Suite("A correlation matrix")
struct CorrelationMatrixTests {
    @Test("is factored by Cholesky")
    func factor() throws {
        // By hand: 0.8; then √(1 − 0.36) = 0.8, (0.5 − 0.6·0.4) ÷ 0.8 = 0.325, √(1 − 0.16 − 0.105625).
        let matrix = try CorrelationMatrix([[1, 0.6, 0.4], [0.6, 1, 0.5], [0.4, 0.5, 1]])
        #expect(matrix.factor[1][0] == 0.6)
        #expect(matrix.factor[1][1].isClose(to: 0.8))
        #expect(matrix.factor[2][1].isClose(to: 0.325))
        #expect(matrix.factor[2][2].isClose(to: (1 - 0.16 - 0.105625 as Double).squareRoot()))
    }

    @Test("may be semidefinite: two underlyings that are one")
    func semidefinite() throws {
        let matrix = try CorrelationMatrix([[1, 1, 0.5], [1, 1, 0.5], [0.5, 0.5, 1]])
        #expect(matrix.factor[1] == [1, 0])
        #expect(matrix.factor[2][1] == 0)
    }

    @Test("is refused with the reason")
    func refused() {
        let cases: [([[Double]], CorrelationMatrix.Fault)] = [
            ([[1, 0], [0]], .notSquare(row: 1)),
            ([[1, 0.5], [0.4, 1]], .notSymmetric(row: 1, column: 0)),
            ([[1, 0.5], [0.5, 0.9]], .diagonalNotOne(row: 1)),
            ([[1, 1.1], [1.1, 1]], .notInRange(row: 0, column: 1)),
            ([[1, .nan], [.nan, 1]], .notInRange(row: 0, column: 1)),
            ([[1, .infinity], [.infinity, 1]], .notInRange(row: 0, column: 1)),
            // Two are one, and a third knows only one of them.
            ([[1, 1, 0], [1, 1, 1], [0, 1, 1]], .notPositiveSemidefinite(row: 2, pivot: -1)),
        ]
        for (rows, fault) in cases {
            #expect(throws: fault) { try CorrelationMatrix(rows) }
        }
        // 1 − 0.81 − (−0.9 − 0.81)² ÷ 0.19 = −15.2
        #expect {
            try CorrelationMatrix([[1, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]])
        } throws: { error in
            guard case .notPositiveSemidefinite(2, let pivot)? = error as? CorrelationMatrix.Fault else { return false }
            return pivot.isClose(to: -15.2)
        }
    }

    @Test("is what is nearest to one that is refused, by Higham's example of three")
    func highamThree() throws {
        let matrix = try CorrelationMatrix(nearestTo: [[1, 1, 0], [1, 1, 1], [0, 1, 1]])
        let expected = [[1, 0.7607, 0.1573], [0.7607, 1, 0.7607], [0.1573, 0.7607, 1]]
        for (row, values) in expected.enumerated() {
            for (column, value) in values.enumerated() {
                #expect((matrix.rows[row][column] - value).magnitude <= 0.00005)
            }
        }
        // To more digits by numpy's eigenvalues in the same algorithm.
        #expect((matrix.rows[0][1] - 0.760689853402).magnitude <= 1e-9)
        #expect((matrix.rows[0][2] - 0.157298106138).magnitude <= 1e-9)
    }

    @Test("is what is nearest to a matrix that has no unit diagonal, by Higham's example of four")
    func highamFour() {
        let nearest = NearestCorrelation.matrix(to: [[2, -1, 0, 0], [-1, 2, -1, 0], [0, -1, 2, -1], [0, 0, -1, 2]])
        let expected = [
            [1, -0.8084, 0.1916, 0.1068], [-0.8084, 1, -0.6562, 0.1916], [0.1916, -0.6562, 1, -0.8084],
            [0.1068, 0.1916, -0.8084, 1],
        ]
        for (row, values) in expected.enumerated() {
            for (column, value) in values.enumerated() {
                #expect((nearest[row][column] - value).magnitude <= 0.00005)
            }
        }
        #expect((nearest[1][2] + 0.656232694807).magnitude <= 1e-9)
    }

    @Test("stays as it is where it is one")
    func unchanged() throws {
        let rows = [[1, 0.6, 0.4], [0.6, 1, 0.5], [0.4, 0.5, 1]]
        #expect(try CorrelationMatrix(nearestTo: rows) == CorrelationMatrix(rows))
    }

    @Test("is found near any symmetric matrix, and refused where that is not symmetric", arguments: 1...20)
    func repaired(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let size = Int.random(in: 2...8, using: &random)
        var rows = (0..<size).map { row in (0..<size).map { $0 == row ? 1.0 : 0 } }
        for row in 0..<size {
            for column in 0..<row {
                rows[row][column] = Double.random(in: -1...1, using: &random)
                rows[column][row] = rows[row][column]
            }
        }
        let matrix = try CorrelationMatrix(nearestTo: rows)
        // L·Lᵀ is the matrix again.
        for row in 0..<size {
            #expect(matrix.rows[row][row] == 1)
            for column in 0...row {
                let product = zip(matrix.factor[row], matrix.factor[column]).reduce(0) { $0 + $1.0 * $1.1 }
                #expect((product - matrix.rows[row][column]).magnitude <= 1e-6, "seed \(seed)")
                #expect(matrix.rows[row][column] == matrix.rows[column][row])
            }
        }
        rows[0][1] += rows[0][1] > 0 ? -0.1 : 0.1
        #expect(throws: CorrelationMatrix.Fault.notSymmetric(row: 1, column: 0)) {
            try CorrelationMatrix(nearestTo: rows)
        }
    }
}
