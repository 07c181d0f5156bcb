import MarginCore

// Lines about stress tests that ran by themselves:
//
//     type, id, ts, event, scenario, shadow, accounts, worsened, profit_and_loss, unknown
//     type, id, ts, event, scenario, shadow, account, netting_set, state, stressed_state, equity, stressed_equity,
//     initial_margin, stressed_initial_margin, maintenance_margin, stressed_maintenance_margin, shortfall

extension JSONWriter {
    mutating func encode(_ alert: StressAlert) {
        member("type", "stress")
        member("id", "\(alert.event)-s\(alert.ordinal)")
        member("ts", alert.timestamp.nanoseconds)
        member("event", alert.event)
        member("scenario", alert.scenario)
        if let shadow = alert.shadow { member("shadow", shadow) }
        switch alert.content {
        case .summary(let accounts, let worsened, let profitAndLoss, let unknown):
            member("accounts", Int64(accounts))
            member("worsened", Int64(worsened))
            member("profit_and_loss", profitAndLoss)
            if !unknown.isEmpty { member("unknown", unknown) }
        case .account(let account): encode(account)
        }
    }

    private mutating func encode(_ account: StressTest.AccountOutcome) {
        member("account", account.account)
        if let set = account.nettingSet.name { member("netting_set", set) }
        member("state", account.present.state.name)
        member("stressed_state", account.stressed.state.name)
        member("equity", account.present.equity)
        member("stressed_equity", account.stressed.equity)
        member("initial_margin", account.present.initialMargin)
        member("stressed_initial_margin", account.stressed.initialMargin)
        member("maintenance_margin", account.present.maintenanceMargin)
        member("stressed_maintenance_margin", account.stressed.maintenanceMargin)
        member("shortfall", account.stressed.shortfall)
    }
}
