/// One account at one instant, as a desk would work it out on paper: what it holds, what it is worth, every part of its
/// requirement, where it stands.
///
/// The figures are those of the judgement, bit for bit, not a second computation of them; each total stands beside what
/// it was made from. Amounts are USD where nothing else is said. See `docs/methodology.md` for the letters.
package struct AccountStatement: Sendable {
    package var account: String
    package var nettingSet: NettingSet
    /// Number of the last accepted event.
    package var event: UInt64
    /// The largest timestamp accepted.
    package var clock: Timestamp
    /// τ: what prices and times to expiry are for.
    package var valuationTime: Timestamp
    /// The parameters that hold for the account.
    package var profile: MarginProfile
    /// Where that is a shadow: the name of the account's own profile.
    package var shadowOf: String?
    package var standing: Standing
    /// In the order of the assets' names.
    package var balances: [Balance]
    /// How positive balances came to count, in the same order; empty where the profile has no collateral rules.
    package var collateral: [Collateral]
    /// What is watched beside the state, in the order of alerts.
    package var limits: [Limit]
    /// Whatever positions or coins are held of, in the order of the names' bytes.
    package var underlyings: [Underlying]
    /// Positions in symbols that are no contract: nobody has defined them, or they are an index.
    package var undefined: [Position]
    /// Neither positions nor debt: nothing is required.
    package var isExempt: Bool
    /// R under every correlation scenario, in their order, for the whole account; R₀, without its long options.
    package var charges: [SensitivityModel.Charge]
    package var chargesWithoutLongs: [SensitivityModel.Charge]
    /// V₀: value of the long options.
    package var premium: Double
    package var requirement: Requirement
    /// What the other models than `sensitivities` come to, where the profile has them.
    package var scenario: ScenarioPart?
    package var tail: TailPart?
    /// What an alert would say now.
    package var figures: MarginFigures
    /// By figures alone, under its own profile and each of its shadows; empty where it has none.
    package var byProfile: [ProfileStanding] = []

    /// Where figures alone put the account under the parameters of one profile.
    package struct ProfileStanding: Sendable {
        package var profile: String
        package var ladder: MarginLadder
    }

    /// Where the account stands, and what would change that.
    package struct Standing: Sendable {
        package var state: AccountState
        /// When the state was entered; `nil` where the account has been `normal` from the first.
        package var since: Timestamp?
        /// An asset or position in it cannot be valued.
        package var isUnpriced: Bool
        /// Until when an unpriced account is not judged; `nil` where it is.
        package var warmupEnd: Timestamp?
        /// When an unbroken call becomes a liquidation.
        package var deadline: Timestamp?
        /// In `liquidation` because a call ran out of time.
        package var isAfterDeadline: Bool
        /// Equity, requirement and levels.
        package var ladder: MarginLadder

        /// The next worse state that equity can fall into, requirement unchanged; `nil` below the worst.
        package var nextWorse: AccountState? {
            // Without a requirement nothing is left between the best and the worst.
            state == .insolvent
                ? nil : ladder.initial == 0 ? .insolvent : AccountState(rawValue: state.rawValue + 1)
        }

        /// Equity less the level below which a state is entered; `normal` has none.
        package func distance(toEntering state: AccountState) -> Double? {
            ladder.level(of: state).map { ladder.equity - $0 }
        }

        /// The equity at which a state is left for the better, less what there is; `normal` has none.
        package func distance(toLeaving state: AccountState) -> Double? {
            ladder.releaseLevel(of: state, afterDeadline: isAfterDeadline).map { $0 - ladder.equity }
        }
    }

    /// A positive balance on its way through the collateral rules.
    package struct Collateral: Sendable {
        package var asset: String
        package var part: CollateralCount.Part
        package var terms: CollateralTerms
    }

    /// A limit of the profile, with what is measured against it.
    package struct Limit: Sendable {
        package var notice: LimitNotice
        /// Its breach was announced, and not yet its end.
        package var isAnnounced: Bool
    }

    /// A balance: exact, and what it adds to equity.
    package struct Balance: Sendable {
        package var asset: String
        package var amount: Decimal
        /// USD per unit; `nil` for an asset without an index that is no cash.
        package var price: Double?
        /// The fraction that counts less; 0 for a debt. Under collateral rules what all of them come to.
        package var haircut: Double
        package var value: Double
        /// `nil` for cash, which has none.
        package var delta: Double?
    }

    /// Where an option's volatility comes from.
    package enum VolatilitySource: Sendable {
        /// Its own prices, as they came.
        case quote
        /// Its own prices, moved along the smile of its expiry since.
        case movedQuote
        /// The smile of its expiry: it has no price of its own.
        case smile
    }

    /// One position.
    package struct Position: Sendable {
        package enum Status: Sendable {
            case priced
            /// Past its expiry and not settled yet; an option is worth its intrinsic value on the index.
            case expired
            /// Without an index, or an option without a volatility.
            case unpriced
            /// Its symbol is no contract.
            case undefined
        }

        package var symbol: String
        package var status: Status
        /// `nil` where the symbol is no contract.
        package var terms: Instrument?
        package var expiry: Timestamp?
        /// Signed, in contracts.
        package var quantity: Decimal
        /// Average entry price, as quoted.
        package var entry: Double
        /// P of a perpetual or future, the model's price of an option, as quoted: coins for an inverse option, else
        /// USD; `nil` where it cannot be valued.
        package var price: Double?
        /// Of an option, annualised, as a fraction.
        package var volatility: Double?
        package var volatilitySource: VolatilitySource
        /// V(0), D and W.
        package var value: Double
        package var delta: Double
        package var vega: Double
        /// Its part of C+ and C−.
        package var curvatureUp: Double
        package var curvatureDown: Double
        /// max(0, −q·m)·S of an unexpired option.
        package var shortNotional: Double
        /// What it adds to the requirement because it cannot be valued.
        package var addOn: Double
        /// Of an option: its last own price less the model's, as quoted; `nil` where one of them is not known.
        package var modelGap: Double?

        package var isLongOption: Bool { terms?.kind == .option && quantity.isPositive }
    }
}
