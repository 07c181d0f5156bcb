import Foundation
import MarginCore
import MarginTesting
import Testing

/// Derive's scenario margin (PMRM 2): what its own contracts' test cases compute, through the scenario model.
@Suite(
    "Conformance to Derive's portfolio margin, PMRM 2",
    .enabled(if: Vectors.isConfigured, "MARGIND_SHARED names no folder of vectors"))
struct ConformanceDerivePMRM2 {
    @Test("Initial and maintenance margin, every scenario and every contingency equal the reference within 1e-9")
    func portfolios() throws {
        let file = try Vectors.decode(File.self, from: "derive_pmrm2.json")
        try #require(!file.vectors.isEmpty)

        var reproduced = 0
        var checks = 0
        var largestError = 0.0
        for vector in file.vectors {
            var differences: [String] = []
            for (name, value, expected) in try vector.comparisons() {
                checks += 1
                let error = (value - expected).magnitude / max(1, expected.magnitude)
                largestError = max(largestError, error)
                if !(error <= 1e-9) { differences.append("\(name) is \(value), not \(expected)") }
            }
            #expect(differences.isEmpty, "\(vector.name): \(differences.joined(separator: "; "))")
            reproduced += differences.isEmpty ? 1 : 0
        }
        print(
            "Derive PMRM 2: \(reproduced) of \(file.vectors.count) portfolios, \(checks) numbers, largest error "
                + "\(largestError)")
    }
}

// MARK: - The file

extension ConformanceDerivePMRM2 {
    struct File: Decodable { let vectors: [Vector] }

    struct Vector: Decodable {
        let name: String
        let cash: Double
        let spot: Double
        let spotConf: Double
        let stable: Double
        let perp: Perpetual
        let collateral: [Collateral]
        let options: [Option]
        let expiries: [Expiry]
        let params: Parameters
        let expect: Expectation
    }

    struct Perpetual: Decodable {
        let qty: Double
        let price: Double
        let conf: Double
        let upnl: Double
        let funding: Double
    }

    struct Collateral: Decodable {
        let qty: Double
        let price: Double
        let conf: Double
        let offsets: Bool
        let imHaircut: Double
        let mmHaircut: Double
    }

    struct Option: Decodable {
        let secToExpiry: Double
        let strike: Double
        let call: Bool
        let vol: Double
        let qty: Double
    }

    struct Expiry: Decodable {
        let secToExpiry: Double
        let forward: Double
        let forwardConf: Double
        let rate: Double
        let rateConf: Double
        let volConf: Double
    }

    struct Expectation: Decodable {
        let initialMargin: Double
        let maintenanceMargin: Double
        let optionMtM: Double
        let collateralMtM: Double
        let forwardContingency: Double
        let oracleContingency: Double
        let scenarioPnL: [Double]
        let worst: String
        let mmOptionCont: Double
        let imOptionCont: Double
        let mmPerpCont: Double
        let imPerpCont: Double

        enum CodingKeys: String, CodingKey {
            case initialMargin = "IM"
            case maintenanceMargin = "MM"
            case optionMtM, collateralMtM, forwardContingency, oracleContingency, scenarioPnL, worst
            case mmOptionCont, imOptionCont, mmPerpCont, imPerpCont
        }
    }

    struct Parameters: Decodable {
        struct Scenario: Decodable {
            let spotShock: Double
            let volShockDirection: String
            let dampeningFactor: Double

            enum CodingKeys: String, CodingKey {
                case spotShock = "SpotShock"
                case volShockDirection = "VolShockDirection"
                case dampeningFactor = "DampeningFactor"
            }
        }

        let scenarios: [Scenario]
        let skewShock: [String: Double]
        let volShock: [String: Double]
        let margin: [String: Double]
        let basisContingency: [String: Double]
        let otherContingency: [String: Double]

        enum CodingKeys: String, CodingKey {
            case scenarios = "Scenarios"
            case skewShock = "SkewShock"
            case volShock = "VolShock"
            case margin = "Margin"
            case basisContingency = "BasisContingency"
            case otherContingency = "OtherContingency"
        }
    }
}

// MARK: - The product's answer

extension ConformanceDerivePMRM2.Parameters {
    func pack() throws -> ScenarioPack {
        let moves: [String: VolatilityMove] = [
            "Up": .up, "Down": .down, "None": .none, "LINEAR": .linearSkew, "ABS": .absoluteSkew,
        ]
        func number(_ table: [String: Double], _ name: String) throws -> Double { try #require(table[name], "\(name)") }
        var pack = ScenarioPack()
        pack.grid.steps = 0
        pack.tails.moves = []
        pack.listed = try scenarios.map {
            ScenarioCell(
                move: $0.spotShock - 1, volatility: try #require(moves[$0.volShockDirection]),
                weight: $0.dampeningFactor)
        }
        pack.volatility.up = try number(volShock, "VOLRANGEUP")
        pack.volatility.down = try number(volShock, "VOLRANGEDOWN")
        pack.volatility.leastUp = try number(volShock, "MIN_VOL_EVAL_SHOCKED")
        pack.volatility.powerShort = try number(volShock, "SHORTTERMPOWER")
        pack.volatility.powerLong = try number(volShock, "LONGTERMPOWER")
        pack.volatility.floorDays = try number(volShock, "DTE_FLOOR")
        pack.skew.linearCap = try number(skewShock, "LINEAR_SCALE_CAP")
        pack.skew.linearCapSlope = try number(skewShock, "LINEAR_CBASE")
        pack.skew.absoluteCap = try number(skewShock, "ABS_SCALE_CAP")
        pack.skew.absoluteCapSlope = try number(skewShock, "ABS_CBASE")
        pack.skew.leastWidth = try number(skewShock, "MIN_K_STAR")
        pack.skew.width = try number(skewShock, "MIN_WIDTH_SCALE")
        pack.skew.level = try number(skewShock, "VOL_PARAM_STATIC")
        pack.skew.levelSlope = try number(skewShock, "VOL_PARAM_SCALE")
        pack.discount.long = .init(
            factor: try number(margin, "BASE_STATIC_DISCOUNT"), rateFactor: try number(margin, "LONG_RATE_MULTSCALE"),
            rate: try number(margin, "LONG_RATE_ADDSCALE"))
        pack.discount.short = .init(
            factor: try number(margin, "BASE_STATIC_DISCOUNT_NEG"),
            rateFactor: try number(margin, "SHORT_RATE_MULTSCALE"), rate: try number(margin, "SHORT_RATE_ADDSCALE"))
        pack.basis.up = try number(basisContingency, "SCENARIO_SPOT_UP") - 1
        pack.basis.down = try number(basisContingency, "SCENARIO_SPOT_DOWN") - 1
        pack.basis.add = try number(basisContingency, "BASIS_CONT_ADD_FACTOR")
        pack.basis.perYear = try number(basisContingency, "BASIS_CONT_MULT_FACTOR")
        pack.roll = .init()
        pack.roll.least = 0
        pack.roll.perYear = 0
        pack.perpetual = .init(
            maintenance: try number(otherContingency, "MM_PERP_PERCENT"),
            initial: try number(otherContingency, "IM_PERP_PERCENT"))
        pack.shortOption = .init(
            maintenance: try number(otherContingency, "MM_OPTION_PERCENT"),
            initial: try number(otherContingency, "IM_OPTION_PERCENT"))
        pack.peg.threshold = try number(otherContingency, "PEG_LOSS_THRESHOLD")
        pack.peg.factor = try number(otherContingency, "PEG_LOSS_FACTOR")
        pack.confidence.threshold = try number(otherContingency, "CONF_THRESHOLD")
        pack.confidence.factor = try number(otherContingency, "CONF_MARGIN")
        pack.initialFactor = try number(margin, "IM_LOSS_FACTOR")
        pack.maintenanceFactor = try number(margin, "MM_LOSS_FACTOR")
        return pack
    }
}

extension ConformanceDerivePMRM2.Vector {
    /// Everything that the vector states, beside what the model makes of it.
    func comparisons() throws -> [(name: String, value: Double, expected: Double)] {
        let pack = try params.pack()
        let grid = ScenarioGrid(pack, underlying: name)
        let result = try margins(grid)
        let charge = result.charge
        let collateralValue = collateral.reduce(0) { $0 + $1.qty * $1.price / stable }
        let equity = result.optionValue + collateralValue + cash + perp.upnl + perp.funding
        var all: [(String, Double, Double)] = [
            ("IM", equity - charge.initial, expect.initialMargin),
            ("MM", equity - charge.maintenance, expect.maintenanceMargin),
            ("optionMtM", result.optionValue, expect.optionMtM),
            ("collateralMtM", collateralValue, expect.collateralMtM),
            ("forwardContingency", -charge.basis, expect.forwardContingency),
            ("oracleContingency", -charge.confidence, expect.oracleContingency),
            ("mmOptionCont", -charge.option.maintenance, expect.mmOptionCont),
            ("imOptionCont", -charge.option.initial, expect.imOptionCont),
            ("mmPerpCont", -charge.perpetual.maintenance, expect.mmPerpCont),
            ("imPerpCont", -charge.perpetual.initial, expect.imPerpCont),
        ]
        try #require(result.profits.count == expect.scenarioPnL.count)
        for (i, expected) in expect.scenarioPnL.enumerated() {
            all.append(("scenario \(i), \(grid.cells[i].name(range: 0))", result.profits[i], expected))
        }
        // Which of two equal losses is named is nobody's concern.
        if charge.worst > 0 {
            all.append(("basis decides", charge.decider == .basis ? 1 : 0, expect.worst == "fwd_contingency" ? 1 : 0))
        }
        return all
    }

    private func margins(
        _ grid: ScenarioGrid
    ) throws -> (charge: ScenarioModel.Charge, profits: [Double], optionValue: Double) {
        var book = ScenarioBook(grid: grid, spot: spot)
        book.holdings.confidence = perp.qty == 0 ? spotConf : min(spotConf, perp.conf)
        book.holdings.perpetuals = ScenarioLinear(delta: perp.qty * perp.price, gross: perp.qty.magnitude * spot)
        for expiry in expiries {
            var seen = ScenarioRowBatch.Expiry(forward: expiry.forward, years: expiry.secToExpiry / (365 * 86_400))
            // Settlement averages the last half hour.
            seen.fixed = expiry.forward * max(0, 1_800 - expiry.secToExpiry) / 1_800
            seen.rate = max(0, expiry.rate)
            let own = options.filter { $0.secToExpiry == expiry.secToExpiry }
            book.add(
                seen,
                options: own.map {
                    ScenarioBook.Option(strike: $0.strike, volatility: $0.vol, isCall: $0.call, size: $0.qty)
                },
                confidence: min(expiry.forwardConf, expiry.rateConf, expiry.volConf))
        }
        for item in collateral {
            let value = item.qty * item.price / stable
            if item.offsets { book.holdings.coins += value }
            book.account.collateral.append(
                ScenarioCollateral(
                    value: value, haircuts: .init(maintenance: item.mmHaircut, initial: item.imHaircut),
                    confidence: min(item.conf, spotConf)))
        }
        book.account.stablePrice = stable
        let result = book.charge()
        return (result.charge, result.profits, book.optionValue)
    }
}
