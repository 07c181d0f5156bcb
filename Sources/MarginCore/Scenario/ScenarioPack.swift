/// The parameters of the scenario model, all of them data: one exchange's or clearing house's rules, or a desk's own.
///
/// The defaults are the pack `house`. A charge is a loss: requirements are positive USD.
package struct ScenarioPack: Equatable, Sendable {
    package var name = "house"
    package var grid = Grid()
    /// Price range by underlying; `grid.range` holds for those not named.
    package var ranges: [String: Double] = ["BTC": 0.16, "ETH": 0.18]
    package var tails = Tails()
    /// Scenarios beside grid and tails.
    package var listed: [ScenarioCell] = []
    package var volatility = VolatilityShock()
    package var skew = SkewShock()
    package var discount = StaticDiscount()
    package var basis = BasisRule()
    package var roll = RollRule()
    package var numeraire = Numeraire.usd
    package var combination = Combination.sum
    /// What part of an underlying's profit in a cell counts against the losses of others, in 0...1; `cells` only.
    package var offset = 0.0
    package var perpetual = Margins()
    /// On the net short options of a strike, as a fraction of the index.
    package var shortOption = Margins(maintenance: 0.003, initial: 0.002)
    /// Haircuts by asset; those not named have none.
    package var collateral: [String: Margins] = [:]
    package var peg = PegRule()
    package var confidence = ConfidenceRule()
    package var minimum = MinimumCharge()
    /// Of the worst loss and what rolls, in initial and in maintenance margin.
    package var initialFactor = 1.0
    package var maintenanceFactor = 0.8

    package init() {}

    /// Every scenario: the grid from the highest price to the lowest, the tails, the listed.
    package var cells: [ScenarioCell] { grid.cells + tails.cells + listed }

    /// The price range of an underlying, as a fraction of the price.
    package func range(of underlying: String) -> Double { ranges[underlying] ?? grid.range }
}

extension ScenarioPack {
    /// Price moves in equal steps up and down to the price range, each with every one of some moves of volatility.
    package struct Grid: Equatable, Sendable {
        /// Fraction of the price, in 0 < … < 1.
        package var range = 0.25
        /// Price moves on each side; 0 for no grid.
        package var steps = 4
        package var volatilities: [VolatilityMove] = [.up, .none, .down]

        package init() {}

        package var cells: [ScenarioCell] {
            guard steps > 0 else { return [] }
            return (-steps...steps).reversed().flatMap { step in
                volatilities.map {
                    ScenarioCell(move: Double(step) / Double(steps), unit: .range, volatility: $0)
                }
            }
        }
    }

    /// Moves far beyond the range, of which a part counts: `ratio` × range ÷ |move|, at most all.
    package struct Tails: Equatable, Sendable {
        /// Fractions of the price, each above −1 and not 0.
        package var moves: [Double] = [-0.66, -0.33, 0.5, 1, 2, 3, 4, 5]
        package var volatility = VolatilityMove.up
        package var ratio = 1.0
        package var keepsLinearInRange = true

        package init() {}

        package var cells: [ScenarioCell] {
            moves.map { move in
                var cell = ScenarioCell(move: move, volatility: volatility)
                cell.keepsLinearInRange = keepsLinearInRange
                return cell
            }
        }

        /// The part that counts of a move.
        package func weight(of move: Double, range: Double) -> Double {
            move == 0 ? 1 : min(1, ratio * range / move.magnitude)
        }
    }

    /// Relative moves of volatilities, larger for near expiries: (reference ÷ max(days, floor))^power.
    package struct VolatilityShock: Equatable, Sendable {
        package var up = 0.5
        package var down = 0.25
        package var referenceDays = 30.0
        /// Exponents up to the reference and beyond it.
        package var powerShort = 0.30
        package var powerLong = 0.13
        package var floorDays = 1.0
        /// No volatility that moves up ends below this.
        package var leastUp = 0.5

        package init() {}
    }

    /// The skew scenarios: σ·(1 + clamp(k·cap ÷ k*, ±cap)) with k = ln(K ÷ F), cap = base + slope·√T and
    /// k* = max(least, √T·width·(level + slope·√T)).
    package struct SkewShock: Equatable, Sendable {
        package var linearCap = 0.15
        package var linearCapSlope = -0.05
        package var absoluteCap = 0.15
        package var absoluteCapSlope = -0.05
        package var leastWidth = 0.01
        package var width = 4.0
        package var level = 0.6
        package var levelSlope = -0.1

        package init() {}
    }

    /// What an expiry is worth after the shock counts less where it is positive and more where it is negative:
    /// × factor·e^(−T·(r·rateFactor + rate)), and × min(e^(r·T), factor·e^(T·(r·rateFactor + rate))).
    package struct StaticDiscount: Equatable, Sendable {
        package struct Side: Equatable, Sendable {
            package var factor: Double
            package var rateFactor: Double
            package var rate: Double

            package init(factor: Double = 1, rateFactor: Double = 0, rate: Double = 0) {
                self.factor = factor
                self.rateFactor = rateFactor
                self.rate = rate
            }
        }

        package var long = Side()
        package var short = Side()

        package init() {}
    }

    /// Every expiry's loss at its own worse of two moves, in USD × (add + perYear·T): forwards need not move together.
    package struct BasisRule: Equatable, Sendable {
        /// Moves as fractions of the price.
        package var up = 0.045
        package var down = -0.045
        package var add = 0.0
        package var perYear = 0.0

        package init() {}

        package var isOff: Bool { add == 0 && perYear == 0 }
    }

    /// Charge on futures and perpetuals, both sides: max(least, perYear·T) of their notional.
    package struct RollRule: Equatable, Sendable {
        package var least = 0.01
        package var perYear = 0.05

        package init() {}
    }

    /// The money in which inverse contracts gain and lose.
    package enum Numeraire: String, CaseIterable, Sendable {
        /// V(x) − V(0), coins included.
        case usd
        /// V(x) ÷ (1 + x) − V(0): coin counts as money, and coins have no risk.
        case coin
    }

    package enum Combination: String, CaseIterable, Sendable {
        /// Each underlying by its own worst cell.
        case sum
        /// The worst cell of all underlyings together, profits cut to `offset`.
        case cells
    }

    /// A fraction of something in maintenance margin, and what initial margin adds to it.
    package struct Margins: Equatable, Sendable, BitwiseCopyable {
        package var maintenance: Double
        package var initial: Double

        package init(maintenance: Double = 0, initial: Double = 0) {
            self.maintenance = maintenance
            self.initial = initial
        }
    }

    /// Below `threshold` a stablecoin's price raises the initial factor, by `factor` × what is missing.
    package struct PegRule: Equatable, Sendable {
        package var threshold = 0.99
        package var factor = 4.0

        package init() {}
    }

    /// Below `threshold` the confidence in a price costs (1 − confidence) × `factor` of the notional that hangs on it.
    package struct ConfidenceRule: Equatable, Sendable {
        package var threshold = 0.55
        package var factor = 0.1

        package init() {}
    }

    /// What an underlying is charged at least: fractions of notionals, the sum in slices with multiples of their own.
    package struct MinimumCharge: Equatable, Sendable {
        package struct Tier: Equatable, Sendable {
            /// USD of the sum from which `multiple` holds.
            package var from: Double
            package var multiple: Double

            package init(from: Double = 0, multiple: Double = 1) {
                self.from = from
                self.multiple = multiple
            }
        }

        /// Of net short options × index.
        package var shortOption = 0.0
        /// Of futures and perpetuals.
        package var linear = 0.0
        /// Ascending; below the first the multiple is 1.
        package var tiers: [Tier] = []

        package init() {}
    }
}

extension ScenarioPack {
    /// Whether net short options of a strike are charged for.
    var countsShortOptions: Bool { shortOption != Margins() || minimum.shortOption > 0 }
}
