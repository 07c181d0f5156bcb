import MarginCore
import MarginService

/// What a replay came to, on one screen.
struct ReplaySummary {
    var tally: Tally
    var counts: AlertCounts
    var reports: [MarginBook.AccountReport]
    var structures: AccountStructures
    var wallNanoseconds: Int64

    /// How many accounts are listed.
    private static let listed = 8

    var text: String {
        let seconds = Double(wallNanoseconds) / 1e9
        let rate = Int(Double(tally.lines) / max(seconds, 1e-6))
        var lines = [
            "\(tally.lines) lines in \(rounded(seconds, 2)) s (\(rate) a second)",
            row("events", tally.accepted),
        ]
        if tally.repeated > 0 { lines.append(row("repeated", tally.repeated)) }
        if tally.late > 0 { lines.append(row("late", tally.late)) }
        if tally.rejected > 0 {
            lines.append(row("rejected", tally.rejected))
            for (reason, count) in tally.rejections { lines.append(row("  " + reason.rawValue, count)) }
        }
        if tally.unknownFields > 0 { lines.append(row("unknown fields", UInt64(tally.unknownFields))) }
        lines.append(row("alerts", UInt64(counts.total)))
        for (type, count) in counts.byType { lines.append(row("  " + type, UInt64(count))) }
        let groups = structures.groups
        lines.append(row("accounts", UInt64(tally.accounts)))
        if !groups.isEmpty { lines.append(row("groups", UInt64(groups.count))) }
        lines += worstAccounts + benefits(of: groups)
        return lines.joined(separator: "\n")
    }

    /// What netting saves in the groups, where it saves or costs most first.
    private func benefits(of groups: [AccountStructure]) -> [String] {
        let worth = groups.compactMap { group in group.benefit.map { (group: group, benefit: $0) } }
            .sorted { $0.benefit.saved.magnitude > $1.benefit.saved.magnitude }.prefix(Self.listed)
        guard !worth.isEmpty else { return [] }
        let width = max(8, worth.map(\.group.standing.account.count).max() ?? 0) + 2
        let heading =
            Margind.padded("  group", width + 2) + Margind.padded("members, pockets", 17)
            + right("their initial", 16) + right("group's initial", 16) + right("benefit", 16)
        return [heading]
            + worth.map { group, benefit in
                Margind.padded("  " + Log.escaped(group.standing.account), width + 2)
                    + Margind.padded("\(group.members.count), \(group.pockets.count)", 17)
                    + right(whole(benefit.sumOfParts), 16) + right(whole(benefit.portfolio), 16)
                    + right(whole(benefit.saved), 16)
            }
    }

    /// An account, and which of its sets.
    private func label(_ report: MarginBook.AccountReport) -> String {
        let name = Log.escaped(report.account)
        return report.nettingSet == .whole ? name : "\(name) [\(StructureText.name(report.nettingSet))]"
    }

    /// Netting sets by what is left of their equity above the maintenance margin, least first.
    private var worstAccounts: [String] {
        let worst = reports.filter { $0.state != .normal || $0.figures.initialMargin > 0 }
            .sorted { a, b in
                if a.state != b.state { return a.state > b.state }
                return a.figures.equity - a.figures.initialMargin < b.figures.equity - b.figures.initialMargin
            }
            .prefix(Self.listed)
        guard !worst.isEmpty else { return [] }
        let width = max(8, worst.map { label($0).count }.max() ?? 0) + 2
        let heading =
            Margind.padded("  account", width + 2) + Margind.padded("state", 13) + right("equity", 16)
            + right("initial", 16) + right("maintenance", 16)
        return [heading]
            + worst.map { report in
                Margind.padded("  " + label(report), width + 2) + Margind.padded(report.state.name, 13)
                    + right(whole(report.figures.equity), 16) + right(whole(report.figures.initialMargin), 16)
                    + right(whole(report.figures.maintenanceMargin), 16)
            }
    }

    private func row(_ label: String, _ count: UInt64) -> String { Margind.padded(label, 28) + right("\(count)", 10) }

    private func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(1, width - text.count)) + text
    }

    private func rounded(_ value: Double, _ places: Int) -> String {
        let scale = places == 2 ? 100.0 : 1
        return "\((value * scale).rounded() / scale)"
    }

    /// USD without cents, in groups of three digits.
    private func whole(_ value: Double) -> String {
        guard value.magnitude < 1e15 else { return "\(value)" }
        let digits = String(Int64(value.magnitude.rounded()))
        var grouped = ""
        for (place, digit) in digits.enumerated() {
            if place > 0 && (digits.count - place) % 3 == 0 { grouped += "," }
            grouped.append(digit)
        }
        return (value < 0 && grouped != "0" ? "-" : "") + grouped
    }
}
