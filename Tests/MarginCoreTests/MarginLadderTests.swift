import MarginCore
import Testing

/// With initial margin 1000 and maintenance margin 800 the levels are warning 1100, call 1000, liquidation 800 and
/// insolvent 0; they are left at 1122, 1020, 816 and 16 (methodology, section 4).
@Suite("The margin ladder")
struct MarginLadderTests {
    private func ladder(
        equity: Double, initial: Double = 1000, maintenance: Double = 800, hasUnpricedDebt: Bool = false
    ) -> MarginLadder {
        MarginLadder(
            levels: LevelParameters(), equity: equity, initial: initial, maintenance: maintenance,
            hasUnpricedDebt: hasUnpricedDebt)
    }

    @Test("enters the worst state that holds at once", arguments: entries)
    func enters(equity: Double, state: AccountState) {
        #expect(ladder(equity: equity).worstHolding == state)
        #expect(ladder(equity: equity).next(after: .normal, afterDeadline: false) == state)
    }

    @Test("leaves a state only at its release level, one state after the other", arguments: releases)
    func leaves(previous: AccountState, equity: Double, state: AccountState) {
        #expect(ladder(equity: equity).next(after: previous, afterDeadline: false) == state)
    }

    @Test("leaves a liquidation whose deadline passed only at the release level of the call", arguments: deadlines)
    func deadline(equity: Double, state: AccountState) {
        #expect(ladder(equity: equity).next(after: .liquidation, afterDeadline: true) == state)
    }

    @Test("goes from insolvency to what the equity allows, above zero and at 2 % of maintenance", arguments: recoveries)
    func recovers(equity: Double, maintenance: Double, state: AccountState) {
        let ladder = ladder(equity: equity, maintenance: maintenance)
        #expect(ladder.next(after: .insolvent, afterDeadline: false) == state)
    }

    @Test("is normal without a requirement, whatever came before", arguments: AccountState.allCases)
    func noRequirement(previous: AccountState) {
        for equity in [0, 0.01, 1e9] {
            let ladder = ladder(equity: equity, initial: 0, maintenance: 0)
            #expect(ladder.next(after: previous, afterDeadline: false) == .normal)
        }
        let indebted = ladder(equity: -0.01, initial: 0, maintenance: 0)
        #expect(indebted.next(after: previous, afterDeadline: false) == .insolvent)
    }

    @Test("keeps an account with debt in an asset without a price at a call or worse", arguments: AccountState.allCases)
    func unpricedDebt(previous: AccountState) {
        let rich = ladder(equity: 1e9, hasUnpricedDebt: true)
        #expect(rich.worstHolding == .call)
        #expect(rich.next(after: previous, afterDeadline: false) == .call)
        let free = ladder(equity: 1e9, initial: 0, maintenance: 0, hasUnpricedDebt: true)
        #expect(free.next(after: previous, afterDeadline: false) == .call)
        let empty = ladder(equity: 0, initial: 0, maintenance: 0, hasUnpricedDebt: true)
        #expect(empty.next(after: previous, afterDeadline: false) == (previous == .insolvent ? .insolvent : .call))
        let poor = ladder(equity: 700, hasUnpricedDebt: true)
        #expect(poor.next(after: .normal, afterDeadline: false) == .liquidation)
    }

    @Test("never improves when equity falls, nor worsens when it rises", arguments: AccountState.allCases)
    func monotone(previous: AccountState) {
        var last = AccountState.insolvent
        for equity in stride(from: -50.0, through: 1200, by: 0.5) {
            let state = ladder(equity: equity).next(after: previous, afterDeadline: false)
            #expect(state <= last, "at \(equity)")
            #expect(state >= ladder(equity: equity).worstHolding, "at \(equity)")
            last = state
        }
    }

    @Test("settles: the state it gives, it keeps while nothing changes", arguments: AccountState.allCases)
    func settles(previous: AccountState) {
        for equity in stride(from: -50.0, through: 1200, by: 0.5) {
            let state = ladder(equity: equity).next(after: previous, afterDeadline: false)
            #expect(ladder(equity: equity).next(after: state, afterDeadline: false) == state, "at \(equity)")
        }
    }

    @Test("measures a shortfall against the level of the state entered")
    func levels() {
        let ladder = ladder(equity: 0)
        #expect(ladder.level(of: .normal) == nil)
        #expect(ladder.level(of: .warning) == 1100)
        #expect(ladder.level(of: .call) == 1000)
        #expect(ladder.level(of: .liquidation) == 800)
        #expect(ladder.level(of: .insolvent) == 0)
    }
}

/// Equity and the worst state that holds: each level itself belongs to the better state, equity 0 to the worse.
private let entries: [(Double, AccountState)] = [
    (2000, .normal), (1100.01, .normal), (1099.99, .warning), (1000, .warning), (999.99, .call), (800, .call),
    (799.99, .liquidation), (0.01, .liquidation), (0, .insolvent), (-1, .insolvent),
]

/// The state before, equity, the state after.
private let releases: [(AccountState, Double, AccountState)] = [
    (.warning, 1121.99, .warning), (.warning, 1122.01, .normal),
    (.call, 1019.99, .call), (.call, 1020, .warning), (.call, 1121.99, .warning), (.call, 1122.01, .normal),
    (.liquidation, 815.99, .liquidation), (.liquidation, 816, .call), (.liquidation, 1019.99, .call),
    (.liquidation, 1020, .warning), (.liquidation, 1121.99, .warning), (.liquidation, 1122.01, .normal),
    // Worse again: no release level holds it up.
    (.warning, 999.99, .call), (.warning, 500, .liquidation), (.call, 799.99, .liquidation), (.call, -1, .insolvent),
    // Neither worse nor yet released.
    (.warning, 1050, .warning), (.call, 900, .call), (.liquidation, 700, .liquidation),
]

/// Equity, and the state after a liquidation for a deadline that passed.
private let deadlines: [(Double, AccountState)] = [
    (700, .liquidation), (816, .liquidation), (1019.99, .liquidation), (1020, .warning), (1122.01, .normal),
    (-1, .insolvent),
]

/// Equity, maintenance margin, and the state after an insolvency.
private let recoveries: [(Double, Double, AccountState)] = [
    (-1, 800, .insolvent), (0, 800, .insolvent), (15.99, 800, .insolvent), (16, 800, .liquidation),
    (815.99, 800, .liquidation), (816, 800, .call), (1020, 800, .warning), (1122.01, 800, .normal),
    (0, 0, .insolvent), (0.01, 0, .call),
]
