import MarginCore
import MarginTesting
import Testing

/// Methodology, section 3; the numbers were computed with 40 digits (mpmath).
@Suite("A tenor table")
struct TenorTableTests {
    private static let weightOfDays: [(Double, Double)] = [
        (0, 1.3870955573360905434), (0.5, 1.3870955573360905434), (1, 1.3870955573360905434),
        (7, 0.77370778860540659921), (29.999, 0.50000500010833610193), (30, 0.5), (90, 0.43345522378912664386),
        (365, 0.36132473686069945225), (213_503.98, 0.1578239798025105122),
    ]

    @Test(
        "weighs a vega by 0.5·(30/d)^p, no shorter than a day, with another p from 30 days on", arguments: weightOfDays)
    func weights(days: Double, expected: Double) {
        let table = TenorTable(days: [days], parameters: SensitivityParameters())
        #expect(table.count == 1)
        #expect(table.weights[0].isClose(to: expected, within: 1e-14))
        #expect(table.correlations == [1, 1, 1])
        #expect(table.smallestCorrelation == 1)
    }

    private static let expiryPairs: [(Double, Double, [Double])] = [
        (30, 60, [0.99004983374916805357, 1, 0.98009966749833610715]), (0.1, 0.9, [1, 1, 1]),
        (0.5, 30, [0.74826356757856521509, 0.93532945947320651887, 0.56119767568392391132]),
        (7, 180, [0.78102910997417297292, 0.97628638746771621615, 0.58577183248062972969]),
        (1, 20_000, [1.3978049180576415904e-87, 1.747256147572051988e-87, 1.0483536885432311928e-87]),
    ]

    @Test(
        "correlates two expiries by their relative distance, as it is, higher and lower", arguments: expiryPairs.indices
    )
    func correlation(place: Int) {
        let (first, second, expected) = Self.expiryPairs[place]
        for days in [[first, second], [second, first]] {
            let table = TenorTable(days: days, parameters: SensitivityParameters())
            for scenario in CorrelationScenario.allCases {
                let matrix = table.correlations[(scenario.rawValue * 4)..<(scenario.rawValue * 4 + 4)]
                let entries = Array(matrix)
                #expect(entries[0] == 1 && entries[3] == 1 && entries[1] == entries[2])
                #expect(entries[1].isClose(to: expected[scenario.rawValue], within: 1e-13), "\(scenario)")
            }
            #expect(table.smallestCorrelation == table.correlations.min())
        }
    }

    @Test("of nothing is empty")
    func empty() {
        let table = TenorTable(days: [], parameters: SensitivityParameters())
        #expect(table.count == 0 && table.weights.isEmpty && table.correlations.isEmpty)
    }
}
