import MarginCore

// The whole format of the file: every key with its place in the configuration, its range and its meaning, in the order
// in which the file is printed. The ranges are such that whatever passes them can neither trap nor make a number that
// is not finite: an interval is positive, a divisor is not too small, a power stays within what a double holds.

extension MarginConfiguration {
    static var keys: [ConfigurationKey<MarginConfiguration>] {
        [
            .time(
                "valuation_interval", \.valuationInterval, .greaterThanZero,
                "Valuation time is the clock rounded down to a multiple of this"),
            .time(
                "max_jump", \.maxJump, .fromZero,
                "An event further ahead of the clock than this is rejected, unless it is a clock line"),
            .time(
                "settlement_grace", \.settlementGrace, .fromZero,
                "A held contract that is unsettled this long after its expiry is reported"),
            .word(
                "convention", \.convention, absence: "none",
                "The exchange whose way of writing symbols defines a symbol that no line defined"),
            .text(
                "history", \.historyPath, "the path of a file, from the folder of this one", absence: "none",
                "Closing prices by underlying and day, which the model tail learns from"),
            .section("feed", \.feed, FeedRules.keys, "When an index feed, or a history, is reported"),
            .surface("surface", "The volatilities of options without quotes, and arbitrage in the quotes of others"),
            .section("stress", \.stress, StressParameters.keys, "Stress tests"),
            .packs(
                "Scenario packs of one's own, by name; docs/packs.md has their keys. A pack takes what it does not state "
                    + "from its base, a pack of margind or one above it, and without a base from \"house\""),
            .profiles("profiles", "Sets of margin parameters, by name; an account names its profile"),
        ]
    }
}

extension FeedRules {
    static var keys: [ConfigurationKey<FeedRules>] {
        [
            .time(
                "stale_after", \.staleAfter, .greaterThanZero, absence: "off",
                "An index without a price for this long is stale"),
            .number(
                "outlier_move", \.outlierMove, .positive(to: 1000), absence: "off",
                "An index price that moves by more than this fraction is an outlier"),
            .time(
                "history_stale_after", \.historyStaleAfter, .greaterThanZero, absence: "off",
                "A history that the model tail learns from is stale this long after the end of its last day"),
        ]
    }
}

extension SurfaceRules {
    static var keys: [ConfigurationKey<SurfaceRules>] {
        [
            .word(
                "smile", \.smile,
                "How the volatility of an option without a quote is read from the quotes of its expiry, if at all"),
            .word(
                "stick", \.stick,
                "Between quotes, volatilities stay with the strike, or (delta) with the moneyness; that takes a smile"),
            .flag("checks", \.checks, "Whether calendar and butterfly arbitrage in the quotes is reported"),
            .number(
                "calendar_tolerance", \.calendarTolerance, .from(0, to: 10),
                "Volatility that an expiry may lack before that is an arbitrage; 0.01 is one point"),
            .number(
                "butterfly_tolerance", \.butterflyTolerance, .fraction,
                "Negative probability that quotes may give to a strike before that is an arbitrage"),
            .integer(
                "quotes_min", \.quotesMin, 1...1000,
                "Strikes with a quote that an expiry needs for a smile and its checks"),
        ]
    }
}

extension MarginProfile {
    static var keys: [ConfigurationKey<MarginProfile>] {
        [
            .words("models", \.models, "The models whose requirements make the account's"),
            .section(
                "combination", \.combination, ModelCombination.keys, "How one requirement is made of several models'"),
            .names(
                "shadows", \.shadows,
                "Profiles by whose parameters the accounts are judged as well, with alerts that are marked"),
            .underlyings(
                "underlyings", "Per underlying or asset; \"other\" stands for those that are not named. In each:"),
            .section(
                "sensitivities", \.sensitivities, SensitivityParameters.keys,
                "The model sensitivities: its shocks and correlations"),
            .section(
                "scenario", \.scenario, [.pack("pack", "The scenario pack: one of margind or of \"packs\"")],
                "The model scenario"),
            .section(
                "tail", \.tail, TailParameters.keys,
                "The model tail: value at risk or expected shortfall over scenarios of a history or of Monte Carlo"),
            .section(
                "requirement", \.requirement, RequirementParameters.keys, "From the risk charge to the requirement"),
            .word(
                "collateral_price", \.collateralPrice,
                "The price of positive balances: the index, or the median of its sources where that is lower"),
            .section("levels", \.levels, LevelParameters.keys, "When a state is entered and left"),
            .section("limits", \.limits, LimitParameters.keys, "Bounds that are watched beside the margin"),
        ]
    }
}

extension ModelCombination {
    static var keys: [ConfigurationKey<ModelCombination>] {
        [
            .word("rule", \.rule, "The largest requirement decides, or all count in a weighted sum"),
            .section("weights", \.weights, ModelWeights.keys, "What each model counts in a sum"),
            .number(
                "disagreement", \.disagreement, .from(1, to: 1e6), absence: "never",
                "Two models whose initial margins differ by more than this factor are reported"),
            .number(
                "disagreement_floor", \.disagreementFloor, .from(0, to: 1e18),
                "They are not while the larger of the two is at most this, in USD; 0 for none"),
        ]
    }
}

extension ModelWeights {
    static var keys: [ConfigurationKey<ModelWeights>] {
        [
            .number("sensitivities", \.sensitivities, .from(0, to: 1000), "Factor of the model sensitivities"),
            .number("scenario", \.scenario, .from(0, to: 1000), "Factor of the model scenario"),
            .number("tail", \.tail, .from(0, to: 1000), "Factor of the model tail"),
        ]
    }
}

extension UnderlyingParameters {
    static var keys: [ConfigurationKey<UnderlyingParameters>] {
        [
            .number("risk_weight", \.riskWeight, .betweenZeroAndOne, "Relative price move that is charged for"),
            .number("haircut", \.haircut, .fraction, "Fraction by which a positive balance of the asset counts less"),
            .number(
                "delta_concentration_threshold", \.deltaConcentrationThreshold, .dollars,
                "Cash delta above which concentration begins, in USD"),
            .number(
                "vega_concentration_threshold", \.vegaConcentrationThreshold, .dollars,
                "Relative vega above which concentration begins, in USD"),
            .haircutTiers(
                "haircut_tiers", "Haircuts of the parts of a balance that lie above a value, rising with it"),
            .number(
                "collateral_share", \.collateralShare, .fraction, absence: "no limit",
                "Most of the collateral that counts which may be of the asset"),
            .number(
                "collateral_cap", \.collateralCap, .dollars, absence: "no limit",
                "Most that the asset counts as collateral, after haircuts, in USD"),
        ]
    }
}

extension SensitivityParameters {
    static var keys: [ConfigurationKey<SensitivityParameters>] {
        [
            .number(
                "vega_weight", \.vegaWeight, .from(0, to: 10),
                "Relative shock of volatility at vega_reference_days; 0.5 is half of the volatility"),
            .number(
                "vega_reference_days", \.vegaReferenceDays, .from(0.01, to: 36_500),
                "The term, in days, that vega_weight is meant for"),
            .number(
                "vega_power_short", \.vegaPowerShort, .fraction,
                "Exponent of the volatility shock over terms shorter than the reference"),
            .number(
                "vega_power_long", \.vegaPowerLong, .fraction,
                "Exponent of the volatility shock over terms from the reference on"),
            .number(
                "tenor_decay", \.tenorDecay, .from(0, to: 100),
                "Decay of the correlation between expiries, per relative distance"),
            .number(
                "tenor_floor_days", \.tenorFloorDays, .from(0.01, to: 36_500),
                "No expiry counts as nearer than this many days in the vega terms"),
            .number("gamma", \.gamma, .fraction, "Correlation between underlyings"),
            .word(
                "cross_asset", \.crossAsset,
                "Underlyings are aggregated with gamma, or (none) by a plain sum, without diversification"),
            .number(
                "high_factor", \.highFactor, .from(1, to: 100),
                "Correlations of the scenario high: min(1, factor * correlation)"),
            .number(
                "low_factor", \.lowFactor, .fraction,
                "Correlations of the scenario low: max(2 * correlation - 1, factor * correlation)"),
        ]
    }
}

extension RequirementParameters {
    static var keys: [ConfigurationKey<RequirementParameters>] {
        [
            .number(
                "basis_rate", \.basisRate, .fraction,
                "Charge on offsetting deltas of different expiries, as a fraction of what is offset"),
            .number(
                "short_option_floor", \.shortOptionFloor, .fraction,
                "Least charge for a short option that has not expired, as a fraction of its notional"),
            .number(
                "maintenance_ratio", \.maintenanceRatio, .positive(to: 1),
                "Maintenance margin over initial margin, before add-ons"),
        ]
    }
}

extension LevelParameters {
    static var keys: [ConfigurationKey<LevelParameters>] {
        [
            .number(
                "warning", \.warning, .from(1, to: 1000),
                "Warning is entered below this multiple of the initial margin"),
            .number("release", \.release, .from(1, to: 1000), "A state is left at this multiple of its own level"),
            .number(
                "insolvency_release", \.insolvencyRelease, .fraction,
                "Insolvency is left at this multiple of the maintenance margin, and above zero"),
            .time(
                "warmup", \.warmup, .fromZero,
                "An account with something unpriced raises no alert this long after it was first named"),
            .time(
                "call_grace", \.callGrace, .fromZero, absence: "never",
                "An unbroken margin call becomes a liquidation after this time"),
            .time(
                "reminder_interval", \.reminderInterval, .fromOneSecond, absence: "never",
                "An account in a margin call or worse is reminded of after this time"),
            .number(
                "target", \.target, .from(1, to: 1000), absence: "none",
                "Equity below this multiple of the initial margin is reported as a limit"),
        ]
    }
}
