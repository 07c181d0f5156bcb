import MarginCore

// The format of a scenario pack: every key with its place, its range and its meaning. The ranges, with the checks of
// `ScenarioPack.fault`, are such that no pack which passes them can make a number that is not finite or a negative margin.

extension ScenarioPack {
    static var keys: [ConfigurationKey<ScenarioPack>] {
        [
            .section("grid", \.grid, Grid.keys, "Price moves in equal steps, each with moves of volatility"),
            .table(
                "ranges", \.ranges, .betweenZeroAndOne,
                "Price range by underlying, as a fraction of the price; grid.range holds for the others"),
            .section(
                "tails", \.tails, Tails.keys, "Moves far beyond the range, of which a part counts"),
            .list("cells", \.listed, ScenarioCell.keys, standard: ScenarioCell(), "Scenarios beside grid and tails"),
            .section(
                "volatility", \.volatility, VolatilityShock.keys, "How far volatilities move up and down, by term"),
            .section("skew", \.skew, SkewShock.keys, "The scenarios linear_skew and absolute_skew"),
            .section("discount", \.discount, StaticDiscount.keys, "What an expiry's value after a shock counts"),
            .section("basis", \.basis, BasisRule.keys, "Charge for forwards that do not move together"),
            .section("roll", \.roll, RollRule.keys, "Charge on futures and perpetuals, both sides"),
            .word("numeraire", \.numeraire, "The money in which inverse contracts gain and lose"),
            .word(
                "aggregation", \.combination,
                "Underlyings are charged each by its own worst cell (sum), or by the worst cell of all together"),
            .number(
                "offset", \.offset, .fraction,
                "Part of an underlying's profit in a cell that counts against losses of others, in aggregation cells"),
            .section("perpetual", \.perpetual, Margins.keys, "Charge on the notional of perpetuals"),
            .section(
                "short_option", \.shortOption, Margins.keys,
                "Charge on net short options of a strike, calls and puts together, as a fraction of the index"),
            .table(
                "collateral", \.collateral, Margins.keys, standard: Margins(),
                "Charge on positive balances, by asset; beside the haircuts of the profile"),
            .section("peg", \.peg, PegRule.keys, "What a stablecoin below its peg adds to the initial factor"),
            .section("confidence", \.confidence, ConfidenceRule.keys, "Charge where a price is not trusted"),
            .section("minimum", \.minimum, MinimumCharge.keys, "What an underlying is charged at least"),
            .number(
                "initial_factor", \.initialFactor, .positive(to: 10),
                "Initial margin over worst loss, roll and minimum charge"),
            .number("maintenance_factor", \.maintenanceFactor, .positive(to: 10), "The same of maintenance margin"),
        ]
    }
}

extension ScenarioPack.Grid {
    static var keys: [ConfigurationKey<ScenarioPack.Grid>] {
        [
            .number("range", \.range, .betweenZeroAndOne, "Largest price move, as a fraction of the price"),
            .count("steps", \.steps, upTo: 20, "Price moves on each side; 0 for no grid"),
            .words("volatilities", \.volatilities, "Moves of volatility at every price"),
        ]
    }
}

extension ScenarioPack.Tails {
    static var keys: [ConfigurationKey<ScenarioPack.Tails>] {
        [
            .numbers("moves", \.moves, .from(-0.99, to: 100), "Price moves, as fractions of the price"),
            .word("volatility", \.volatility, "The move of volatility in all of them"),
            .number(
                "ratio", \.ratio, .positive(to: 100),
                "What counts of profit or loss is ratio * range / |move|, at most all"),
            .flag(
                "keeps_linear_in_range", \.keepsLinearInRange,
                "Futures, perpetuals and coins move by one range instead, and count in full"),
        ]
    }
}

extension ScenarioCell {
    static var keys: [ConfigurationKey<ScenarioCell>] {
        [
            .number("move", \.move, .from(-100, to: 100), "How far prices move"),
            .word("unit", \.unit, "Whether move is a fraction of the price or counts price ranges"),
            .word("volatility", \.volatility, "The move of volatility"),
            .number("weight", \.weight, .from(0, to: 100), "What counts of profit or loss"),
            .number("days", \.days, .from(0, to: 365), "Time that passes, in days"),
            .flag(
                "keeps_linear_in_range", \.keepsLinearInRange,
                "Futures, perpetuals and coins move by one range instead, and count in full"),
        ]
    }
}

extension ScenarioPack.VolatilityShock {
    static var keys: [ConfigurationKey<ScenarioPack.VolatilityShock>] {
        [
            .number("up", \.up, .from(0, to: 10), "Relative move up at reference_days"),
            .number("down", \.down, .from(0, to: 10), "Relative move down at reference_days; none falls below 0"),
            .number(
                "reference_days", \.referenceDays, .from(0.01, to: 36_500), "The term that up and down are meant for"),
            .number("power_short", \.powerShort, .fraction, "Exponent of (reference / days) up to the reference"),
            .number("power_long", \.powerLong, .fraction, "Exponent of (reference / days) beyond it"),
            .number("floor_days", \.floorDays, .from(0.01, to: 36_500), "No expiry counts as nearer"),
            .number("least_up", \.leastUp, .from(0, to: 20), "No volatility that moves up ends below this"),
        ]
    }
}

extension ScenarioPack.SkewShock {
    static var keys: [ConfigurationKey<ScenarioPack.SkewShock>] {
        [
            .number("linear_cap", \.linearCap, .from(0, to: 10), "Largest relative move of a wing, linear_skew"),
            .number("linear_cap_slope", \.linearCapSlope, .from(-10, to: 10), "What sqrt(T) adds to linear_cap"),
            .number("absolute_cap", \.absoluteCap, .from(0, to: 10), "Largest relative move of a wing, absolute_skew"),
            .number("absolute_cap_slope", \.absoluteCapSlope, .from(-10, to: 10), "What sqrt(T) adds to absolute_cap"),
            .number(
                "least_width", \.leastWidth, .from(0.0001, to: 10), "|ln(K/F)| at which the cap is reached, at least"),
            .number("width", \.width, .from(0, to: 10), "That is sqrt(T) * width * (level + level_slope * sqrt(T))"),
            .number("level", \.level, .from(0, to: 10), "See width"),
            .number("level_slope", \.levelSlope, .from(-20, to: 20), "See width"),
        ]
    }
}

extension ScenarioPack.StaticDiscount {
    static var keys: [ConfigurationKey<ScenarioPack.StaticDiscount>] {
        [
            .section(
                "long", \.long, Side.keys(factor: .fraction),
                "Of a positive value: times factor * exp(-T * (r * rate_factor + rate))"),
            .section(
                "short", \.short, Side.keys(factor: .from(1, to: 10)),
                "Of a negative value: times factor * exp(T * (r * rate_factor + rate)), at most exp(r * T)"),
        ]
    }
}

extension ScenarioPack.StaticDiscount.Side {
    static func keys(factor: ConfigurationRange) -> [ConfigurationKey<ScenarioPack.StaticDiscount.Side>] {
        [
            .number("factor", \.factor, factor, "See above"),
            .number("rate_factor", \.rateFactor, .from(0, to: 10), "See above"),
            .number("rate", \.rate, .from(0, to: 10), "See above; a year"),
        ]
    }
}

extension ScenarioPack.BasisRule {
    static var keys: [ConfigurationKey<ScenarioPack.BasisRule>] {
        [
            .number("up", \.up, .from(0, to: 10), "Price move, as a fraction of the price"),
            .number("down", \.down, .from(-0.99, to: 0), "The other one"),
            .number("add", \.add, .from(0, to: 20), "The expiry's worse loss counts times add + per_year * T"),
            .number("per_year", \.perYear, .from(0, to: 20), "See add"),
        ]
    }
}

extension ScenarioPack.RollRule {
    static var keys: [ConfigurationKey<ScenarioPack.RollRule>] {
        [
            .number("least", \.least, .fraction, "Least part of the notional"),
            .number("per_year", \.perYear, .from(0, to: 10), "Part of the notional for a year to expiry"),
        ]
    }
}

extension ScenarioPack.Margins {
    static var keys: [ConfigurationKey<ScenarioPack.Margins>] {
        [
            .number("maintenance", \.maintenance, .fraction, "Part of it in maintenance margin"),
            .number("initial", \.initial, .fraction, "What initial margin adds to that"),
        ]
    }
}

extension ScenarioPack.PegRule {
    static var keys: [ConfigurationKey<ScenarioPack.PegRule>] {
        [
            .number("threshold", \.threshold, .from(0, to: 1), "Price below which it begins, in USD"),
            .number("factor", \.factor, .from(0, to: 100), "What a shortfall of 1 USD adds"),
        ]
    }
}

extension ScenarioPack.ConfidenceRule {
    static var keys: [ConfigurationKey<ScenarioPack.ConfidenceRule>] {
        [
            .number("threshold", \.threshold, .fraction, "Confidence below which it begins"),
            .number("factor", \.factor, .from(0, to: 20), "Times (1 - confidence) of the notional"),
        ]
    }
}

extension ScenarioPack.MinimumCharge {
    static var keys: [ConfigurationKey<ScenarioPack.MinimumCharge>] {
        [
            .number("short_option", \.shortOption, .fraction, "Part of the net short options, times index"),
            .number("linear", \.linear, .fraction, "Part of the notional of futures and perpetuals, both sides"),
            .list(
                "tiers", \.tiers, Tier.keys, standard: Tier(),
                "Multiples for slices of the sum, ascending; below the first it counts once"),
        ]
    }
}

extension ScenarioPack.MinimumCharge.Tier {
    static var keys: [ConfigurationKey<ScenarioPack.MinimumCharge.Tier>] {
        [
            .number("from", \.from, .from(0, to: 1e18), "Where the slice begins, in USD"),
            .number("multiple", \.multiple, .from(0, to: 1000), "How often it counts"),
        ]
    }
}
