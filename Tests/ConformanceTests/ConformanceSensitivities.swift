import Foundation
import MarginCore
import Testing

/// Methodology sections 3 and 4 from an account's sensitivities to its state, against an independent implementation.
@Suite(
    "Conformance of the model `sensitivities`, requirement and state",
    .enabled(if: Vectors.isConfigured, "MARGIND_SHARED names no folder of vectors"))
struct ConformanceSensitivities {
    @Test("Parts, requirement, shares and state equal the independent implementation within 1e-9 of the margin")
    func cases() throws {
        let file = try Vectors.decode(File.self, from: "sensitivities_cases.json", keys: .convertFromSnakeCase)
        try #require(!file.cases.isEmpty)

        var reproduced = 0
        var largestError = 0.0
        for vector in file.cases {
            var comparison = Comparison(of: vector)
            try comparison.run()
            #expect(comparison.differences.isEmpty, "\(vector.id): \(comparison.differences.joined(separator: "; "))")
            reproduced += comparison.differences.isEmpty ? 1 : 0
            largestError = max(largestError, comparison.largestError)
        }
        print("Sensitivities: \(reproduced) of \(file.cases.count), largest error \(largestError) of initial margin")
    }
}

// MARK: - The file

extension ConformanceSensitivities {
    struct File: Decodable { let cases: [Case] }

    struct Case: Decodable {
        let id: String
        let crossAsset: String
        /// By underlying.
        let book: [String: Underlying]
        let withoutLongOptions: [String: Underlying]?
        let premium: Double?
        let shortOptionNotional: Double
        let addOns: Double
        let previous: String
        let equity: Double
        let expect: Expectation
    }

    struct Underlying: Decodable {
        struct Slice: Decodable {
            let days: Double
            let delta: Double
            let vega: Double
        }

        let spotDelta: Double
        let slices: [Slice]
        let curvatureUp: Double
        let curvatureDown: Double

        /// D.
        var delta: Double { slices.reduce(spotDelta) { $0 + $1.delta } }
        /// G.
        var grossDelta: Double { slices.reduce(spotDelta.magnitude) { $0 + $1.delta.magnitude } }
    }

    struct Expectation: Decodable {
        let deltaMargin: Double
        let vegaMargin: Double
        let curvatureMargin: Double
        let scenario: String
        let premiumMargin: Double
        let basisMargin: Double
        let riskCharge: Double
        let floor: Double
        let initialMargin: Double
        let maintenanceMargin: Double
        /// By scenario.
        let sums: [String: Double]
        /// By underlying.
        let shares: [String: Double]
        let state: String
    }
}

// MARK: - The product's answer

extension ConformanceSensitivities {
    /// One book weighed: its exposures in the order of the underlyings' names.
    struct WeighedBook {
        let names: [String]
        let exposures: [SensitivityModel.WeightedExposure]
        let parameters: SensitivityParameters

        init(_ book: [String: Underlying], profile: MarginProfile) {
            names = book.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            parameters = profile.sensitivities
            var exposures: [SensitivityModel.WeightedExposure] = []
            for name in names {
                guard let underlying = book[name] else { continue }
                exposures.append(Self.weigh(underlying, named: name, profile: profile))
            }
            self.exposures = exposures
        }

        var charge: SensitivityModel.Charge {
            SensitivityModel.charge(exposures.count, { exposures[$0] }, parameters: parameters)
        }

        func charge(under scenario: CorrelationScenario) -> SensitivityModel.Charge {
            SensitivityModel.charge(exposures.count, { exposures[$0] }, under: scenario, parameters: parameters)
        }

        private static func weigh(
            _ underlying: Underlying, named name: String, profile: MarginProfile
        ) -> SensitivityModel.WeightedExposure {
            let table = TenorTable(days: underlying.slices.map(\.days), parameters: profile.sensitivities)
            var vegas = underlying.slices.enumerated().map {
                SensitivityModel.ExpiryVega(place: Int32($0), vega: $1.vega)
            }
            let exposure = SensitivityModel.Exposure(
                delta: underlying.delta, curvatureUp: underlying.curvatureUp,
                curvatureDown: underlying.curvatureDown)
            let terms = SensitivityModel.UnderlyingTerms(profile.parameters(of: name))
            return vegas.withUnsafeMutableBufferPointer { vegas in
                table.weights.withUnsafeBufferPointer { weights in
                    table.correlations.withUnsafeBufferPointer { correlations in
                        // A book without expiries has empty tables, whose address may be none; nothing reads them.
                        var nothing = 0.0
                        return withUnsafePointer(to: &nothing) { nothing in
                            SensitivityModel.weigh(
                                exposure, vegas, terms: terms, weights: weights.baseAddress ?? nothing,
                                correlations: correlations.baseAddress ?? nothing, tenors: table.count)
                        }
                    }
                }
            }
        }
    }
}

// MARK: - The comparison

extension ConformanceSensitivities {
    /// One case through the product's code, and where the answers differ.
    struct Comparison {
        let vector: Case
        private(set) var differences: [String] = []
        /// Relative to the initial margin.
        private(set) var largestError = 0.0

        init(of vector: Case) { self.vector = vector }

        mutating func run() throws {
            var profile = MarginProfile()
            profile.sensitivities.crossAsset = try #require(.init(rawValue: vector.crossAsset))
            let expected = vector.expect

            let whole = WeighedBook(vector.book, profile: profile)
            let rest = vector.withoutLongOptions.map { WeighedBook($0, profile: profile) }
            let basis = vector.book.keys.sorted().reduce(0) { sum, name in
                guard let underlying = vector.book[name] else { return sum }
                return sum + (underlying.grossDelta - underlying.delta.magnitude)
            }
            let requirement = Requirement(
                all: whole.charge, withoutLongOptions: rest?.charge, premium: vector.premium ?? 0,
                basis: profile.requirement.basisRate * 0.5 * basis,
                shortOptionNotional: vector.shortOptionNotional, addOns: vector.addOns,
                parameters: profile.requirement)

            compare("premium_margin", requirement.premiumMargin, expected.premiumMargin)
            compare("basis_margin", requirement.basisMargin, expected.basisMargin)
            compare("risk_charge", requirement.riskCharge, expected.riskCharge)
            compare("floor", requirement.floor, expected.floor)
            compare("initial_margin", requirement.initial, expected.initialMargin)
            compare("maintenance_margin", requirement.maintenance, expected.maintenanceMargin)
            compareParts(of: requirement.isCapped ? rest ?? whole : whole, requirement.charge)
            try compareState(requirement, levels: profile.levels)
        }

        /// Scenario sums, and the parts where the file decides between the scenarios.
        private mutating func compareParts(of book: WeighedBook, _ charge: SensitivityModel.Charge) {
            let expected = vector.expect
            for scenario in CorrelationScenario.allCases {
                guard let sum = expected.sums[scenario.name] else { continue }
                compare("sums.\(scenario.name)", book.charge(under: scenario).total, sum)
            }
            let sums = expected.sums.values.sorted(by: >)
            let own = CorrelationScenario.allCases.map { book.charge(under: $0).total }.sorted(by: >)
            let isTie = sums.count > 1 && sums[0] - sums[1] <= 1e-12 * max(1, sums[0])
            // The order of the scenarios decides what is an exact tie on both sides; rounding decides the others.
            if isTie && (sums[0] != sums[1] || own[0] != own[1]) { return }

            if charge.scenario.name != expected.scenario {
                differences.append("scenario \(charge.scenario.name), not \(expected.scenario)")
            }
            compare("delta_margin", charge.delta, expected.deltaMargin)
            compare("vega_margin", charge.vega, expected.vegaMargin)
            compare("curvature_margin", charge.curvature, expected.curvatureMargin)
            let shares = SensitivityModel.shares(of: book.exposures, in: charge, parameters: book.parameters)
            for (name, share) in zip(book.names, shares) {
                compare("shares.\(name)", share, expected.shares[name] ?? 0)
            }
        }

        private mutating func compareState(_ requirement: Requirement, levels: LevelParameters) throws {
            let previous = try #require(AccountState.allCases.first { $0.name == vector.previous })
            let ladder = MarginLadder(
                levels: levels, equity: vector.equity, initial: requirement.initial,
                maintenance: requirement.maintenance, hasUnpricedDebt: false)
            let state = ladder.next(after: previous, afterDeadline: false)
            if state.name != vector.expect.state {
                differences.append("state \(state.name), not \(vector.expect.state)")
            }
        }

        private mutating func compare(_ field: String, _ value: Double, _ expected: Double) {
            let error = (value - expected).magnitude
            let scale = vector.expect.initialMargin
            if !(error <= 1e-9 * scale) { differences.append("\(field) \(value), not \(expected)") }
            if scale > 0 { largestError = max(largestError, error / scale) }
        }
    }
}
