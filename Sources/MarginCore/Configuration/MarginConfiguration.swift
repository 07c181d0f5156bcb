/// Everything a desk may set. The defaults are the constants of `docs/methodology.md`.
package struct MarginConfiguration: Equatable, Sendable {
    /// Valuation time is the clock rounded down to a multiple of this; nanoseconds, positive.
    package var valuationInterval: Int64 = 60 * nanosecondsPerSecond
    /// An event further ahead of the clock than this is rejected, unless it is a `clock` line; nanoseconds.
    package var maxJump: Int64 = 86_400 * nanosecondsPerSecond
    /// A held contract unsettled this long after its expiry is reported; nanoseconds.
    package var settlementGrace: Int64 = 3_600 * nanosecondsPerSecond
    /// Under which convention a symbol that was never defined may define itself.
    package var convention: SymbolConvention?
    package var feed = FeedRules()
    package var surface = SurfaceRules()
    package var stress = StressParameters()
    /// Scenario packs of the desk's own, in the order of the file; profiles hold those that they name.
    package var packs: [ScenarioPack] = []
    /// Where the history is, as the configuration has it; `nil` for none.
    package var historyPath: String?
    /// What is at `historyPath`; read by whoever reads the configuration's file.
    package var history = PriceHistory.none
    /// By name; `default` is always there and comes first, the others in the order of the file.
    package var profiles: [MarginProfile] = [MarginProfile()]

    package init() {}

    package static let nanosecondsPerSecond: Int64 = 1_000_000_000
}

/// When an index feed, or a history, is reported.
package struct FeedRules: Equatable, Sendable {
    /// An index without a price for this long is stale; nanoseconds; `nil` never.
    package var staleAfter: Int64? = 600 * MarginConfiguration.nanosecondsPerSecond
    /// An index price that moves by more than this fraction in one step is an outlier; `nil` never.
    package var outlierMove: Double? = 0.10
    /// A history that the model `tail` learns from is stale this long after the end of its last day; nanoseconds; `nil`
    /// never.
    package var historyStaleAfter: Int64? = 3 * 86_400 * MarginConfiguration.nanosecondsPerSecond

    package init() {}
}

/// An exchange's way to write a contract's terms into its symbol.
package enum SymbolConvention: String, CaseIterable, Sendable {
    /// `BTC-27MAR26-70000-C`, `BTC-27MAR26`, `BTC-PERPETUAL`: inverse, settled in the coin, expiring at 08:00 UTC.
    case deribit
}

/// A named set of margin parameters; an account names its profile.
package struct MarginProfile: Equatable, Sendable {
    package var name = "default"
    /// The models whose requirements make the account's, as `combination` says; at least one.
    package var models: [MarginModelName] = [.sensitivities]
    package var combination = ModelCombination()
    /// Names of profiles whose parameters judge the accounts beside this one's; their alerts are marked.
    package var shadows: [String] = []
    /// Nobody is judged by it: the place of a profile without a shadow, see `MarginBook+Shadows`.
    var isMuted = false
    /// Per underlying or asset; `otherUnderlyings` holds for those not named.
    package var underlyings: [String: UnderlyingParameters] = [
        "BTC": UnderlyingParameters(riskWeight: 0.16, haircut: 0.02),
        "ETH": UnderlyingParameters(riskWeight: 0.18, haircut: 0.05),
        "USD": UnderlyingParameters(riskWeight: 0.25, haircut: 0),
        "USDC": UnderlyingParameters(riskWeight: 0.25, haircut: 0),
        "USDT": UnderlyingParameters(riskWeight: 0.25, haircut: 0.02),
    ]
    package var otherUnderlyings = UnderlyingParameters(riskWeight: 0.25, haircut: 0.20)
    package var sensitivities = SensitivityParameters()
    package var scenario = ScenarioPack()
    package var tail = TailParameters()
    package var collateralPrice = CollateralPrice.index
    package var requirement = RequirementParameters()
    package var levels = LevelParameters()
    package var limits = LimitParameters()

    package init() {}

    package func parameters(of underlying: String) -> UnderlyingParameters {
        underlyings[underlying] ?? otherUnderlyings
    }
}

/// What is set for each underlying.
package struct UnderlyingParameters: Equatable, Sendable {
    /// Relative price move that delta and curvature are charged for, in 0 < … < 1.
    package var riskWeight: Double
    /// Fraction that a positive balance of the asset counts less, in 0...1.
    package var haircut: Double
    /// Cash delta above which concentration begins; USD, positive.
    package var deltaConcentrationThreshold: Double = 20e6
    /// Relative vega above which concentration begins; USD, positive.
    package var vegaConcentrationThreshold: Double = 10e6
    /// Larger haircuts for larger balances, ascending in both.
    package var haircutTiers: [HaircutTier] = []
    /// Most of the collateral that counts which may be of the asset, in 0...1; `nil` for no limit.
    package var collateralShare: Double?
    /// Most that the asset counts as collateral, USD; `nil` for no limit.
    package var collateralCap: Double?

    package init(riskWeight: Double, haircut: Double) {
        self.riskWeight = riskWeight
        self.haircut = haircut
    }
}

/// The constants of the model `sensitivities`.
package struct SensitivityParameters: Equatable, Sendable, BitwiseCopyable {
    package enum CrossAsset: String, CaseIterable, Sendable, BitwiseCopyable {
        /// Correlated with `gamma`.
        case correlated
        /// A plain sum across underlyings (Basel SCO60).
        case none
    }

    /// Relative shock of volatility at `vegaReferenceDays`.
    package var vegaWeight = 0.5
    package var vegaReferenceDays = 30.0
    /// Term exponents of the volatility shock below and from the reference.
    package var vegaPowerShort = 0.30
    package var vegaPowerLong = 0.13
    /// Decay of the correlation between expiries, per relative distance.
    package var tenorDecay = 0.01
    /// No expiry counts as nearer than this in the vega terms; days.
    package var tenorFloorDays = 1.0
    /// Correlation between underlyings.
    package var gamma = 0.60
    package var crossAsset = CrossAsset.correlated
    /// Correlations of the scenario `high`: min(1, factor · ρ).
    package var highFactor = 1.25
    /// Correlations of the scenario `low`: max(2ρ − 1, factor · ρ).
    package var lowFactor = 0.75

    package init() {}
}

/// From the risk charge to the requirement.
package struct RequirementParameters: Equatable, Sendable, BitwiseCopyable {
    /// Charge on offsetting deltas of different expiries, as a fraction.
    package var basisRate = 0.01
    /// Floor per short unexpired option, as a fraction of its notional.
    package var shortOptionFloor = 0.005
    /// Maintenance over initial margin, before add-ons.
    package var maintenanceRatio = 0.8

    package init() {}
}

/// When a state is entered and left.
package struct LevelParameters: Equatable, Sendable, BitwiseCopyable {
    /// `warning` is entered below this multiple of the initial margin.
    package var warning = 1.10
    /// A state is left at this multiple of its own level.
    package var release = 1.02
    /// `insolvent` is left at this multiple of the maintenance margin, and above zero.
    package var insolvencyRelease = 0.02
    /// An unpriced account raises no alert this long after it was first named; nanoseconds.
    package var warmup: Int64 = 60 * MarginConfiguration.nanosecondsPerSecond
    /// An unbroken `call` becomes `liquidation` after this time; nanoseconds; `nil` never.
    package var callGrace: Int64?
    /// An account in `call` or worse is reminded of after this time; nanoseconds; `nil` never.
    package var reminderInterval: Int64?
    /// Over-collateralisation: equity below this multiple of the initial margin breaches a limit; at least 1, `nil` never.
    package var target: Double?

    package init() {}
}
