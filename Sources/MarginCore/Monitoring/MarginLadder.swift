/// From equity and requirement to a state: worse at once, better step by step.
///
///     normal ⇄ warning ⇄ call ⇄ liquidation ⇄ insolvent
///
///     down   to the worst state that holds, past any in between
///     up     one state after the other, each left only at its release level (levels × 1.02); the account stays in the
///            first that it may not leave
///
/// A pure function of its arguments; see `docs/methodology.md`, section 4.
package struct MarginLadder {
    package var levels: LevelParameters
    package var equity: Double
    package var initial: Double
    package var maintenance: Double
    /// A negative balance in an asset without a price: `call` or worse whatever the figures say.
    package var hasUnpricedDebt: Bool

    package init(
        levels: LevelParameters, equity: Double, initial: Double, maintenance: Double, hasUnpricedDebt: Bool
    ) {
        self.levels = levels
        self.equity = equity
        self.initial = initial
        self.maintenance = maintenance
        self.hasUnpricedDebt = hasUnpricedDebt
    }

    /// The worst state whose condition holds now, whatever came before.
    package var worstHolding: AccountState {
        let byFigures: AccountState =
            if equity < 0 || (equity == 0 && initial > 0) {
                .insolvent
            } else if equity < maintenance {
                .liquidation
            } else if equity < initial {
                .call
            } else if equity < levels.warning * initial {
                .warning
            } else {
                .normal
            }
        return hasUnpricedDebt ? max(byFigures, .call) : byFigures
    }

    /// The state after `state`.
    ///
    /// - Parameter afterDeadline: The account is in `liquidation` because its call ran out of time: it leaves that only
    ///   at the release level of `call`.
    package func next(after state: AccountState, afterDeadline: Bool) -> AccountState {
        let worst = worstHolding
        if worst >= state || (initial == 0 && equity >= 0 && !hasUnpricedDebt) { return worst }
        var state = state
        while state > worst && mayLeave(state, afterDeadline: afterDeadline) { state = state.better }
        return state
    }

    private func mayLeave(_ state: AccountState, afterDeadline: Bool) -> Bool {
        // After a deadline only where the call could be left too: the time to meet it is over.
        if state == .liquidation && afterDeadline && hasUnpricedDebt { return false }
        guard let level = releaseLevel(of: state, afterDeadline: afterDeadline) else { return false }
        return equity >= level && (state != .insolvent || equity > 0)
    }

    /// The equity at which a state is left for the better, `insolvent` above zero only; `normal` has none.
    package func releaseLevel(of state: AccountState, afterDeadline: Bool) -> Double? {
        switch state {
        case .normal: nil
        case .warning: levels.release * levels.warning * initial
        case .call: levels.release * initial
        case .liquidation: levels.release * (afterDeadline ? initial : maintenance)
        case .insolvent: levels.insolvencyRelease * maintenance
        }
    }

    /// The level of a state, which an alert's shortfall is measured against; `normal` has none.
    package func level(of state: AccountState) -> Double? {
        switch state {
        case .normal: nil
        case .warning: levels.warning * initial
        case .call: initial
        case .liquidation: maintenance
        case .insolvent: 0
        }
    }
}
