import MarginCore
import MarginService
import MarginWire

/// What stress tests came to, for a screen or for a program.
enum StressText {
    /// A table for each scenario: the worst state first, and in a state whoever has least above its initial margin.
    ///
    /// - Parameter shadow: The profile under which the accounts stand, where it is not their own.
    static func tables(_ outcomes: [StressTest.Outcome], under shadow: String?) -> String {
        outcomes.map { lines($0, under: shadow).joined(separator: "\n") }.joined(separator: "\n\n")
    }

    private static func lines(_ outcome: StressTest.Outcome, under shadow: String?) -> [String] {
        var table = TextTable(
            ["account", "now", "stressed", "profit and loss", "equity", "initial", "shortfall"],
            nameWidthMin: TextTable.accountWidthMin)
        let ranked = outcome.accounts.sorted { a, b in
            if a.stressed.state != b.stressed.state { return a.stressed.state > b.stressed.state }
            let left = a.stressed.equity - a.stressed.initialMargin
            let right = b.stressed.equity - b.stressed.initialMargin
            return left != right ? left < right : a.account.utf8.lexicographicallyPrecedes(b.account.utf8)
        }
        for account in ranked {
            table.add([
                name(of: account), account.present.state.name, account.stressed.state.name,
                FigureText.dollars(account.profitAndLoss), FigureText.dollars(account.stressed.equity),
                FigureText.dollars(account.stressed.initialMargin),
                account.stressed.shortfall.map(FigureText.dollars) ?? "",
            ])
        }
        table.add(sum: ["sum", "", "", FigureText.dollars(outcome.profitAndLoss), "", "", ""])
        let title =
            "\(Log.escaped(outcome.scenario)): \(outcome.worsened.count) of \(outcome.accounts.count) accounts in a "
            + "worse state" + (shadow.map { ", under the shadow \(Log.escaped($0))" } ?? "")
        let names = outcome.unknown.map(Log.escaped).joined(separator: ", ")
        let remark = outcome.unknown.isEmpty ? [] : ["  no contract, price or balance has: \(names)"]
        return ([title] + remark).map { TextTable.elided($0, TextTable.width) } + table.lines
    }

    /// With the set, where the account has several.
    private static func name(of account: StressTest.AccountOutcome) -> String {
        Log.escaped(account.account) + (account.nettingSet.name.map { " [\(Log.escaped($0))]" } ?? "")
    }

    /// The lines that a scheduled run writes, and one for every account instead of the worsened ones alone.
    static func lines(
        _ outcomes: [StressTest.Outcome], under shadow: String?, event: UInt64, at clock: Timestamp
    ) -> String {
        var bytes: [UInt8] = []
        var encoder = AlertEncoder()
        let lines = StressAlert.lines(
            of: outcomes, under: shadow, event: event, timestamp: clock, isComplete: true)
        for line in lines {
            encoder.encode(.stress(line), into: &bytes)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
