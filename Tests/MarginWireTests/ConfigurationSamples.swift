import MarginCore
import MarginTesting
import MarginWire

/// The configuration of a text that is meant to be valid.
func configuration(_ text: String) throws -> MarginConfiguration {
    try ConfigurationReader.read(Array(text.utf8)).get()
}

/// The faults of a text, each as `line:column: message`; none where it is valid.
func faults(_ text: String) -> [String] {
    switch ConfigurationReader.read(Array(text.utf8)) {
    case .success: []
    case .failure(let failure): failure.faults.map(\.description)
    }
}

/// The faults of a text beside a history, with the history's closes.
func faults(_ text: String, history: PriceHistory) -> [String] {
    switch ConfigurationFile(Array(text.utf8)).configuration(history: history) {
    case .success: []
    case .failure(let failure): failure.faults.map(\.description)
    }
}

/// Configurations that a file can state, anywhere in their ranges and often at the ends of these.
struct ConfigurationGenerator {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func next() -> MarginConfiguration {
        var configuration = MarginConfiguration()
        configuration.valuationInterval = time(from: 1)
        configuration.maxJump = time(from: 0)
        configuration.settlementGrace = time(from: 0)
        configuration.convention = Bool.random(using: &random) ? .deribit : nil
        configuration.historyPath = Bool.random(using: &random) ? "a\tb/c.csv" : nil
        configuration.feed.staleAfter = Bool.random(using: &random) ? time(from: 1) : nil
        configuration.feed.outlierMove = Bool.random(using: &random) ? number(1e-30, 1000) : nil
        configuration.stress = stress()
        configuration.packs = names(upTo: 2).map { pack(named: $0) }
        configuration.profiles = [profile(MarginProfile())]
        for name in names(upTo: 2) where name != "default" {
            // A profile has the underlyings of `default`, and perhaps more.
            var profile = profile(configuration.profiles[0])
            profile.name = name
            configuration.profiles.append(profile)
        }
        let packs = BuiltInPacks.all + configuration.packs
        for i in configuration.profiles.indices {
            configuration.profiles[i].scenario = configuration.profiles[0].scenario
            guard configuration.profiles[i].models.contains(.scenario) else { continue }
            configuration.profiles[i].scenario = packs[Int.random(in: 0..<packs.count, using: &random)]
        }
        return configuration
    }

    private mutating func stress() -> StressParameters {
        var stress = StressParameters()
        stress.scenarios = names(upTo: 3).map { name in
            var scenario = StressScenario()
            scenario.name = name
            scenario.moves = moves()
            scenario.volatilityMoves = moves()
            scenario.volatilityContagion = scenario.volatilityMoves.isEmpty ? 0 : number(0, 1)
            scenario.basis = number(-0.9, 10)
            scenario.gapCost = number(0, 1)
            scenario.day = Bool.random(using: &random) ? Int64.random(in: -719_528...2_932_896, using: &random) : nil
            scenario.contagion = scenario.moves.isEmpty && scenario.day == nil ? 0 : number(0, 1)
            return scenario
        }
        let isTimed = !stress.scenarios.isEmpty && Bool.random(using: &random)
        stress.interval = isTimed ? time(from: 1_000_000_000) : nil
        return stress
    }

    private mutating func moves() -> [String: Double] {
        Dictionary(uniqueKeysWithValues: names(upTo: 3).map { ($0, number((-1.0).nextUp, 100)) })
    }

    private mutating func pack(named name: String) -> ScenarioPack {
        let packs = BuiltInPacks.all
        var pack = packs[Int.random(in: 0..<packs.count, using: &random)]
        pack.name = name
        // No cell that counts ranges falls by more than 99 %.
        pack.grid.range = number(1e-30, 0.49)
        pack.ranges = Dictionary(uniqueKeysWithValues: names(upTo: 3).map { ($0, number(1e-30, 0.49)) })
        pack.tails.moves = [number(-0.99, 100), number(-0.99, 100)]
        pack.listed += [
            ScenarioCell(
                move: number(-0.99, 100), volatility: VolatilityMove.allCases.randomElement(using: &random)!,
                weight: number(0, 100), days: number(0, 365))
        ]
        pack.volatility.up = number(0, 10)
        pack.skew.levelSlope = number(-20, 20)
        pack.discount.short = .init(factor: number(1, 10), rateFactor: number(0, 10), rate: number(0, 10))
        pack.basis.down = -number(0, 0.99)
        pack.numeraire = Bool.random(using: &random) ? .usd : .coin
        pack.combination = Bool.random(using: &random) ? .sum : .cells
        pack.collateral = Dictionary(
            uniqueKeysWithValues: names(upTo: 3).map { ($0, .init(maintenance: number(0, 1), initial: number(0, 1))) })
        pack.minimum.tiers = [.init(from: number(0, 1e9), multiple: number(0, 1000))]
        return pack
    }

    private mutating func profile(_ basis: MarginProfile) -> MarginProfile {
        var profile = basis
        profile.models = Array(
            MarginModelName.allCases.shuffled(using: &random).prefix(.random(in: 1...3, using: &random)))
        profile.combination.rule = .allCases.randomElement(using: &random) ?? .sum
        combine(&profile, basis.combination.weights)
        for name in basis.underlyings.keys.sorted() + names(upTo: 3) where name != "other" {
            profile.underlyings[name] = underlying()
        }
        profile.otherUnderlyings = underlying()
        profile.sensitivities = sensitivities()
        profile.requirement.basisRate = number(0, 1)
        profile.requirement.shortOptionFloor = number(0, 1)
        profile.requirement.maintenanceRatio = number(1e-30, 1)
        profile.levels = levels()
        profile.levels.target = Bool.random(using: &random) ? number(1, 1000) : nil
        profile.collateralPrice = Bool.random(using: &random) ? .minimumOfMedian : .index
        profile.limits.grossDelta = Bool.random(using: &random) ? number(1, 1e18) : nil
        profile.limits.netDelta = Dictionary(uniqueKeysWithValues: names(upTo: 3).map { ($0, number(1, 1e18)) })
        profile.limits.vega = Bool.random(using: &random) ? number(1, 1e18) : nil
        profile.limits.initialMargin = Bool.random(using: &random) ? number(1, 1e18) : nil
        profile.limits.leverage = Bool.random(using: &random) ? number(1e-30, 1000) : nil
        profile.limits.underlyingShare = Bool.random(using: &random) ? number(1e-30, 1) : nil
        if profile.models.contains(.tail) { profile.tail = tail(basis.tail) }
        return profile
    }

    /// What counts where there are several models, and not where it would not.
    private mutating func combine(_ profile: inout MarginProfile, _ inherited: ModelWeights) {
        if profile.combination.rule == .sum {
            for model in profile.models {
                switch model {
                case .sensitivities: profile.combination.weights.sensitivities = number(0, 1000)
                case .scenario: profile.combination.weights.scenario = number(0, 1000)
                case .tail: profile.combination.weights.tail = number(0, 1000)
                }
            }
            if profile.models.allSatisfy({ profile.combination.weights[$0] == 0 }) {
                profile.combination.rule = .largest
                profile.combination.weights = inherited
            }
        }
        let compares = profile.models.count > 1 && Bool.random(using: &random)
        profile.combination.disagreement = compares ? number(1, 1e6) : nil
        if compares { profile.combination.disagreementFloor = number(0, 1e18) }
    }

    private mutating func tail(_ basis: TailParameters) -> TailParameters {
        var tail = basis
        tail.method = .allCases.randomElement(using: &random) ?? .historical
        tail.measure = .allCases.randomElement(using: &random) ?? .valueAtRisk
        tail.level = Bool.random(using: &random) ? number(0.5, 0.9999) : nil
        tail.window = Int64.random(in: 2...100_000, using: &random)
        if tail.method == .monteCarlo { draw(&tail) }
        if tail.method == .filtered || (tail.method == .monteCarlo && tail.estimate == .weighted) {
            tail.volatilityDecay = number(1e-30, (1.0).nextDown)
        }
        if tail.method == .ageWeighted { tail.ageDecay = number(1e-30, (1.0).nextDown) }
        tail.horizonDays = number(0.01, 366)
        tail.buffer = number(0, 10)
        tail.floor = .allCases.randomElement(using: &random) ?? .none
        tail.stressedWeight = number(0, 0.9)
        if tail.stressedWeight > 0 {
            let from = Int64.random(in: -719_528...2_932_896, using: &random)
            tail.stressedFrom = from
            tail.stressedTo = Int64.random(in: from...2_932_896, using: &random)
        }
        if tail.method != .monteCarlo || tail.stressedWeight > 0 {
            tail.horizonRule = .allCases.randomElement(using: &random) ?? .overlapping
        }
        tail.initialFactor = number(1e-30, 100)
        tail.maintenanceFactor = number(1e-30, tail.initialFactor)
        tail.otherUnderlyings = tailUnderlying(basis.otherUnderlyings, tail)
        for name in basis.underlyings.keys.sorted() + names(upTo: 2) where name != "other" {
            tail.underlyings[name] = tailUnderlying(basis.underlyings[name] ?? tail.otherUnderlyings, tail)
        }
        return tail
    }

    /// What counts for Monte Carlo alone.
    private mutating func draw(_ tail: inout TailParameters) {
        tail.scenarios = Int64.random(in: 100...1_000_000, using: &random)
        tail.seed = Int64.random(in: 0...Int64.max, using: &random)
        tail.estimate = .allCases.randomElement(using: &random) ?? .equal
        let correlation = number(0, 1)
        tail.correlations =
            Bool.random(using: &random)
            ? GivenCorrelations(underlyings: ["BTC", "{"], rows: [[1, correlation], [correlation, 1]]) : nil
        tail.repair = .allCases.randomElement(using: &random) ?? .nearest
    }

    private mutating func tailUnderlying(_ basis: TailUnderlying, _ tail: TailParameters) -> TailUnderlying {
        var underlying = basis
        underlying.horizonDays = Bool.random(using: &random) ? number(0.01, 366) : nil
        underlying.proxy = Bool.random(using: &random) ? "a\"b\\c" : nil
        if tail.method == .monteCarlo {
            underlying.dailyVolatility = Bool.random(using: &random) ? number(1e-30, 10) : nil
        }
        return underlying
    }

    private mutating func underlying() -> UnderlyingParameters {
        var underlying = UnderlyingParameters(riskWeight: number(1e-30, (1.0).nextDown), haircut: number(0, 1))
        underlying.deltaConcentrationThreshold = number(1, 1e18)
        underlying.vegaConcentrationThreshold = number(1, 1e18)
        if Bool.random(using: &random) {
            let haircut = number(underlying.haircut, 1)
            underlying.haircutTiers = [
                HaircutTier(from: number(1, 1e9), haircut: haircut),
                HaircutTier(from: number(2e9, 1e18), haircut: number(haircut, 1)),
            ]
        }
        underlying.collateralShare = Bool.random(using: &random) ? number(0, 1) : nil
        underlying.collateralCap = Bool.random(using: &random) ? number(1, 1e18) : nil
        return underlying
    }

    private mutating func sensitivities() -> SensitivityParameters {
        var parameters = SensitivityParameters()
        parameters.vegaWeight = number(0, 10)
        parameters.vegaReferenceDays = number(0.01, 36_500)
        parameters.vegaPowerShort = number(0, 1)
        parameters.vegaPowerLong = number(0, 1)
        parameters.tenorDecay = number(0, 100)
        parameters.tenorFloorDays = number(0.01, 36_500)
        parameters.gamma = number(0, 1)
        parameters.crossAsset = Bool.random(using: &random) ? .correlated : .none
        parameters.highFactor = number(1, 100)
        parameters.lowFactor = number(0, 1)
        return parameters
    }

    private mutating func levels() -> LevelParameters {
        var levels = LevelParameters()
        levels.warning = number(1, 1000)
        levels.release = number(1, 1000)
        levels.insolvencyRelease = number(0, 1)
        levels.warmup = time(from: 0)
        levels.callGrace = Bool.random(using: &random) ? time(from: 0) : nil
        levels.reminderInterval = Bool.random(using: &random) ? time(from: 1_000_000_000) : nil
        return levels
    }

    private mutating func number(_ lower: Double, _ upper: Double) -> Double {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: lower
        case 1: upper
        // Near the lower end, over all magnitudes that a file can hold.
        case 2:
            min(upper, max(lower, Double(sign: .plus, exponent: .random(in: -90..<0, using: &random), significand: 1)))
        default: Double.random(in: lower...upper, using: &random)
        }
    }

    /// Nanoseconds up to 1e9 s.
    private mutating func time(from shortest: Int64) -> Int64 {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: shortest
        case 1: 1_000_000_000_000_000_000
        case 2: Int64.random(in: 1...86_400, using: &random) * 1_000_000_000
        default: Int64.random(in: shortest...1_000_000_000_000_000_000, using: &random)
        }
    }

    /// Different names, some of which no desk would choose.
    private mutating func names(upTo count: Int) -> [String] {
        let all = [
            "SOL", "conservative", "a\"b\\c", "tab\tand\nline", "// none", "héllo", "\u{7F}\u{85}\u{2028}", "🐋", "{",
        ]
        return Array(all.shuffled(using: &random).prefix(.random(in: 0...count, using: &random)))
    }
}
