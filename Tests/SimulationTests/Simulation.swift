import Foundation
import MarginCore
import MarginTesting
import MarginWire
import Testing

/// Which streams a run of the simulator takes. `MARGIND_SEED` runs one seed alone, `MARGIND_SEEDS` that many instead of
/// a few, `MARGIND_EVENTS` makes the streams longer.
enum Simulation {
    private static func number(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap(UInt64.init)
    }

    static func seeds(_ count: UInt64) -> [UInt64] {
        if let seed = number("MARGIND_SEED") { return [seed] }
        return Array(1...(number("MARGIND_SEEDS") ?? count))
    }

    static func length(_ lines: Int) -> Int { number("MARGIND_EVENTS").map { Int($0) } ?? lines }

    /// Three profiles, two of them with deadlines and reminders, so that time alone does something.
    static func configuration(seed: UInt64) -> MarginConfiguration {
        var configuration = MarginConfiguration()
        configuration.convention = seed % 2 == 0 ? .deribit : nil
        configuration.profiles[0].levels.callGrace = seed % 3 == 0 ? nil : 120_000_000_000
        configuration.profiles[0].levels.reminderInterval = seed % 2 == 0 ? 300_000_000_000 : nil
        var tight = MarginProfile()
        tight.name = "tight"
        tight.underlyings["BTC"] = UnderlyingParameters(riskWeight: 0.4, haircut: 0.1)
        tight.underlyings["BTC"]?.deltaConcentrationThreshold = 1000
        tight.underlyings["ETH"]?.vegaConcentrationThreshold = 100
        tight.levels.callGrace = 30_000_000_000
        tight.levels.reminderInterval = 60_000_000_000
        tight.requirement.shortOptionFloor = 0.05
        var plain = MarginProfile()
        plain.name = "plain"
        plain.sensitivities.crossAsset = .none
        plain.levels.warmup = 0
        // Seeds in turn: the sensitivities alone, then the other models beside them or in their place.
        let few: [[MarginModelName]] = [
            [.sensitivities], [.sensitivities, .scenario], [.scenario], [.tail, .scenario],
        ]
        tight.models = few[Int(seed % 4)]
        let several: [[MarginModelName]] = [[.sensitivities], [.sensitivities, .tail], MarginModelName.allCases]
        plain.models = several[Int(seed % 3)]
        plain.combination.rule = seed % 2 == 0 ? .sum : .largest
        plain.combination.weights.tail = 0.4
        tight.tail.window = 40
        plain.tail.window = 25
        // Limits and collateral rules in one or the other, so that guards still have profiles that they serve.
        switch seed / 2 % 3 {
        case 1:
            limit(&tight)
            if seed % 3 != 0 { ruleCollateral(&plain) }
        case 2:
            limit(&plain)
            if seed % 4 != 0 { ruleCollateral(&tight) }
        default: break
        }
        configuration.history = history(seed: seed)
        configuration.profiles += [tight, plain]
        return configuration
    }

    private static func limit(_ profile: inout MarginProfile) {
        profile.limits.grossDelta = 40_000
        profile.limits.netDelta = ["BTC": 30_000, "other": 3000]
        profile.limits.vega = 500
        profile.limits.initialMargin = 10_000
        profile.limits.leverage = 2
        profile.limits.underlyingShare = 0.9
        profile.levels.target = 1.5
        profile.combination.disagreement = 1.5
        profile.combination.disagreementFloor = 100
    }

    private static func ruleCollateral(_ profile: inout MarginProfile) {
        profile.collateralPrice = .minimumOfMedian
        profile.otherUnderlyings.collateralShare = 0.2
        profile.underlyings["BTC"]?.collateralShare = 0.5
        profile.underlyings["BTC"]?.haircutTiers = [
            HaircutTier(from: 20_000, haircut: 0.2), HaircutTier(from: 60_000, haircut: 0.5),
        ]
        profile.underlyings["USDT"]?.collateralShare = 0.3
        profile.underlyings["USDT"]?.collateralCap = 30_000
        profile.underlyings["ETH"]?.collateralCap = 5000
    }

    /// Two underlyings, some sixty days before a day and some from it on, so that a stream that goes on for days learns
    /// more; one of them ends sooner, and what is said of a third is nothing.
    static func history(seed: UInt64, around day: Int = 20_000) -> PriceHistory {
        var random = SeededGenerator(seed: seed)
        let series = [("BTC", 60, 8), ("ETH", 55, 4)].map { name, before, after in
            var close = 1000.0
            let closes = (0..<before + after).map { _ in
                close *= 1 + Double.random(in: -0.1...0.1, using: &random)
                return close
            }
            return PriceHistory.Series(underlying: name, firstDay: day - before, closes: closes)
        }
        return (try? PriceHistory(series)) ?? .none
    }

    static func text(_ alerts: [Alert]) -> String {
        var encoder = AlertEncoder()
        var bytes: [UInt8] = []
        for alert in alerts { encoder.encode(alert, into: &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Everything that holds after every event, whatever the events were.
struct Witness {
    /// By account and netting set.
    private var states: [[String]: AccountState] = [:]
    private var identifiers: Set<String> = []
    private var lastEvent: UInt64 = 0
    private var breaches: Set<String> = []

    /// What is wrong with the alerts of one line, in words.
    mutating func faults(in alerts: [Alert]) -> [String] {
        var faults: [String] = []
        for alert in alerts {
            let line = Simulation.text([alert])
            if !isObject(line) { faults.append("no JSON object: \(line)") }
            if line.contains(":null") || line.contains("inf") { faults.append("not finite: \(line)") }
            guard let id = line.firstMatch(of: /"id":"([^"]*)"/)?.output.1 else { continue }
            if !identifiers.insert(String(id)).inserted { faults.append("a second alert \(id)") }
            if case .account(let alert) = alert {
                faults += self.faults(in: alert)
                states[Witness.set(of: alert)] = alert.state
            }
        }
        return faults
    }

    private static func set(of alert: AccountAlert) -> [String] {
        alert.nettingSet.map { [alert.account, $0] } ?? [alert.account]
    }

    private func isObject(_ line: String) -> Bool {
        guard line.hasSuffix("\n"), case .success(let tokens) = scanJSON(line) else { return false }
        return tokens.first == .objectStart
    }

    /// Methodology, section 4: the state before is the one that was announced last; a fall leads to the worst state that
    /// holds; a rise stays in a state that the figures do not contradict.
    private mutating func faults(in alert: AccountAlert) -> [String] {
        var faults: [String] = []
        let name = "\(alert.event) \(alert.account)"
        if alert.event < lastEvent { faults.append("\(name): events run backwards") }
        lastEvent = alert.event
        if alert.previous != states[Witness.set(of: alert)] ?? .normal {
            faults.append("\(name): was not \(alert.previous)")
        }
        switch alert.kind {
        case .state: break
        case .reminder:
            if alert.state != alert.previous || alert.state < .call { faults.append("\(name): reminds of nothing") }
            return faults
        case .limit(let notice):
            let key =
                "\(Witness.set(of: alert))\t\(notice.limit)"
                + (notice.limit == .netDelta ? "\t\(notice.underlying ?? "")" : "")
            return faults + self.faults(of: key, isBreach: notice.isBreached, alert)
        case .models(let notice):
            return faults + self.faults(of: "\(Witness.set(of: alert))\tmodels", isBreach: notice.isDisagreement, alert)
        }
        let worst = Witness.worstState(alert.figures)
        if alert.state == alert.previous { faults.append("\(name): moved nowhere") }
        if alert.state < worst { faults.append("\(name): \(alert.state) although \(worst) holds") }
        let isFall = alert.state > alert.previous
        let isExplained = alert.reason == .deadlinePassed || alert.reason == .unpricedDebt
        if isFall && alert.state != worst && !isExplained { faults.append("\(name): fell past \(worst)") }
        if (alert.state == .normal) != (alert.shortfall == nil) { faults.append("\(name): shortfall") }
        return faults
    }

    /// What is watched is breached and restored in turn.
    private mutating func faults(of key: String, isBreach: Bool, _ alert: AccountAlert) -> [String] {
        var faults: [String] = []
        if alert.state != alert.previous { faults.append("\(key): moves the state") }
        if isBreach != breaches.insert(key).inserted { faults.append("\(key): twice breached or restored") }
        if !isBreach { breaches.remove(key) }
        return faults
    }

    /// The worst state whose condition holds, by the figures of an alert under the default levels.
    static func worstState(_ figures: MarginFigures) -> AccountState {
        let equity = figures.equity
        let initial = figures.initialMargin
        if equity < 0 || (equity == 0 && initial > 0) { return .insolvent }
        if equity < figures.maintenanceMargin { return .liquidation }
        if equity < initial { return .call }
        return equity < 1.10 * initial ? .warning : .normal
    }
}
