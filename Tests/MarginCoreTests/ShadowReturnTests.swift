import MarginCore
import MarginTesting
import Testing

@Suite("A shadow that an account comes back to")
struct ShadowReturnTests {
    @Test("judges it anew: it calls the account again, and announces the limit again")
    func anew() {
        let monitor = Monitor {
            var strict = MarginProfile()
            strict.name = "strict"
            strict.underlyings["BTC"]?.riskWeight = 0.5
            strict.limits.grossDelta = 50
            var plain = MarginProfile()
            plain.name = "plain"
            $0.profiles[0].shadows = ["strict"]
            $0.profiles += [strict, plain]
        }
        func shadowed(_ write: (inout Tape) -> Void) -> [String] {
            let alerts = monitor.run(write).accountAlerts
            #expect(monitor.audit() == nil)
            return alerts.filter { $0.shadow == "strict" }.map { alert in
                if case .limit(let notice) = alert.kind { return "\(notice.limit.name) \(notice.isBreached)" }
                return "\(alert.previous.name) → \(alert.state.name)"
            }
        }
        // Half of 100 against 30, and a delta of 100 against 50.
        let announced = ["normal → liquidation", "gross_delta true"]
        let first = shadowed {
            $0.index("BTC", 100)
            $0.perpetual("PERP", on: "BTC")
            $0.portfolio("a", balances: [("USD", 30)], positions: [("PERP", 1, at: 100)])
        }
        #expect(first == announced)
        #expect(shadowed { $0.account("a", profile: "plain") } == [], "nobody judges it there")
        #expect(shadowed { $0.account("a", profile: "default") } == announced)
    }
}
