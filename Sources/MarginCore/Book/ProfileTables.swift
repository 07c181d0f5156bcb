/// What one profile makes of the market: unit risks, weights and tenor tables in dense arrays.
///
/// A reference, so that a book's list of profiles is not copied; owned by one book.
final class ProfileTables {
    let profile: MarginProfile
    /// By instrument.
    var risks = HotArray<UnitRisk>(capacity: 1024)
    /// By instrument: what those move by with the index; of options that were priced.
    var slopes = HotArray<UnitSlope>(capacity: 1024)
    /// By instrument and tier: how fast all of that can change; nothing where nobody is guarded.
    var bounds = HotArray<OptionBound>(capacity: 1024)
    /// γ by scenario.
    let gammas: SIMD3<Double>
    /// By underlying.
    var shocks = HotArray<PriceShock>()
    var terms = HotArray<SensitivityModel.UnderlyingTerms>()
    var haircuts = HotArray<Double>()
    /// By underlying, where the profile has collateral rules.
    var collateral: [CollateralTerms] = []
    let hasCollateralRules: Bool
    let isWatched: Bool
    private let keepsBounds: Bool
    /// By underlying: where its tenor table lies in `tenorStorage`, and for how many expiries.
    var tenors = HotArray<TenorRange>()
    /// Per underlying: weights, then the correlations of the three scenarios; see `TenorTable`.
    var tenorStorage = HotArray<Double>(capacity: 256)
    /// Whether an account of the book uses the profile; others cost nothing.
    var isUsed = false

    struct TenorRange: BitwiseCopyable {
        var start: Int32 = 0
        var count: Int32 = 0
        /// `TenorTable.smallestCorrelation`.
        var smallestCorrelation = 1.0
    }

    /// For the models that the profile uses; shared by profiles with the same pack, the same shocks.
    let scenario: ScenarioTables?
    /// Others with each day, see `MarginBook+TailDay`.
    var tail: TailTables?

    /// The tables of every profile of a configuration.
    ///
    /// - Parameters:
    ///   - known: What tables of another book, or of another configuration, have worked out already.
    ///   - time: Valuation time; `nil` where there is none yet.
    ///   - guards: Whether the book has any.
    static func tables(
        of configuration: MarginConfiguration, known: KnownModels, at time: Timestamp?, guards: Bool
    ) -> [ProfileTables] {
        let day = configuration.history.day(asOf: time)
        var scenarios: [ScenarioTables] = []
        var tails: [TailTables] = []
        return configuration.profiles.map { profile in
            var scenario: ScenarioTables?
            if profile.models.contains(.scenario) {
                scenario =
                    scenarios.first { $0.pack == profile.scenario }
                    ?? ScenarioTables(known.grids(of: profile.scenario))
                if let scenario, !scenarios.contains(where: { $0 === scenario }) { scenarios.append(scenario) }
            }
            var tail: TailTables?
            if profile.models.contains(.tail) {
                tail =
                    tails.first { $0.parameters == profile.tail }
                    ?? TailTables(known.shocks(of: profile.tail, configuration.history, asOf: day))
                if let tail, !tails.contains(where: { $0 === tail }) { tails.append(tail) }
            }
            return ProfileTables(profile: profile, scenario: scenario, tail: tail, guards: guards)
        }
    }

    init(profile: MarginProfile, scenario: ScenarioTables?, tail: TailTables?, guards: Bool) {
        self.profile = profile
        self.scenario = scenario
        self.tail = tail
        hasCollateralRules = profile.hasCollateralRules
        isWatched = profile.isWatched
        keepsBounds = guards && profile.hasSensitivitiesAlone && !profile.hasCollateralRules && !profile.isWatched
        let parameters = profile.sensitivities
        var gammas = SIMD3<Double>.zero
        for scenario in CorrelationScenario.allCases {
            gammas[scenario.rawValue] = scenario.adjust(
                parameters.gamma, high: parameters.highFactor, low: parameters.lowFactor)
        }
        self.gammas = gammas
    }

    /// `sensitivities` is the only model, and its requirement the account's.
    var hasSensitivitiesAlone: Bool { profile.hasSensitivitiesAlone }
    /// Nothing but what bounds and guards are proved for.
    var isPlain: Bool { hasSensitivitiesAlone && !hasCollateralRules && !isWatched }

    func addUnderlying(_ name: String) {
        let parameters = profile.parameters(of: name)
        shocks.append(PriceShock(size: parameters.riskWeight))
        terms.append(SensitivityModel.UnderlyingTerms(parameters))
        // A pack's own haircut is part of the requirement; in equity the asset would be cut a second time.
        let isCutByPack = profile.models == [.scenario] && profile.scenario.collateral[name] != nil
        haircuts.append(isCutByPack ? 0 : parameters.haircut)
        if hasCollateralRules { collateral.append(CollateralTerms(parameters, isCutElsewhere: isCutByPack)) }
        tenors.append(TenorRange())
    }

    func addInstruments(_ count: Int) {
        _ = risks.append(repeating: UnitRisk(), count: count)
        _ = slopes.append(repeating: UnitSlope(), count: count)
        if keepsBounds { _ = bounds.append(repeating: OptionBound(), count: count * GuardTier.cellCount) }
    }

    /// The terms of an instrument changed.
    func forgetBounds(of instrument: Int) {
        guard keepsBounds else { return }
        for tier in 0..<GuardTier.cellCount { bounds[instrument * GuardTier.cellCount + tier] = OptionBound() }
    }

    /// Rebuilds the tenor tables of every underlying.
    ///
    /// - Parameter days: Days to expiry, by underlying and place.
    func rebuildTenors(days: [[Double]]) {
        tenorStorage.removeAll()
        for (underlying, days) in days.enumerated() {
            let table = TenorTable(days: days, parameters: profile.sensitivities)
            tenors[underlying] = TenorRange(
                start: Int32(tenorStorage.count), count: Int32(table.count),
                smallestCorrelation: table.smallestCorrelation)
            for weight in table.weights { tenorStorage.append(weight) }
            for correlation in table.correlations { tenorStorage.append(correlation) }
        }
    }

    /// The tables as plain pointers, for the loops; void once a table has grown.
    var view: ProfileView {
        ProfileView(
            isUsed: isUsed, isPlain: isPlain, hasSensitivitiesAlone: hasSensitivitiesAlone,
            hasCollateralRules: hasCollateralRules, isWatched: isWatched,
            usesSensitivities: profile.models.contains(.sensitivities),
            combination: profile.combination, risks: risks.base, shocks: UnsafePointer(shocks.base),
            terms: UnsafePointer(terms.base),
            haircuts: UnsafePointer(haircuts.base), tenors: UnsafePointer(tenors.base),
            tenorStorage: UnsafePointer(tenorStorage.base), sensitivities: profile.sensitivities,
            requirement: profile.requirement,
            levels: profile.levels, gammas: gammas, slopes: slopes.base, bounds: bounds.base)
    }
}

/// One profile's tables and parameters without reference counts: what the loops over slices and accounts read.
struct ProfileView: BitwiseCopyable {
    var isUsed: Bool
    /// `sensitivities` is the only model, collateral has no rules and nothing else is watched: what bounds and guards are
    /// proved for.
    var isPlain: Bool
    var hasSensitivitiesAlone: Bool
    var hasCollateralRules: Bool
    var isWatched: Bool
    var usesSensitivities: Bool
    var combination: ModelCombination
    var risks: UnsafeMutablePointer<UnitRisk>
    var shocks: UnsafePointer<PriceShock>
    var terms: UnsafePointer<SensitivityModel.UnderlyingTerms>
    var haircuts: UnsafePointer<Double>
    var tenors: UnsafePointer<ProfileTables.TenorRange>
    var tenorStorage: UnsafePointer<Double>
    var sensitivities: SensitivityParameters
    var requirement: RequirementParameters
    var levels: LevelParameters
    /// γ by scenario.
    var gammas: SIMD3<Double>
    /// By instrument.
    var slopes: UnsafeMutablePointer<UnitSlope>
    /// By instrument and tier; made when a guard needs them.
    var bounds: UnsafeMutablePointer<OptionBound>
}
