import MarginCore
import MarginService
import MarginWire

// Collateral rules and limits, for the profiles that have them.

extension StatementText {
    /// How what is owned came to count.
    var collateralLines: [String] {
        guard !statement.collateral.isEmpty else { return [] }
        var table = TextTable(["asset", "value", "after haircuts", "cap", "share", "counts"])
        for collateral in statement.collateral {
            let part = collateral.part
            table.add([
                Log.escaped(collateral.asset), FigureText.dollars(part.value), FigureText.dollars(part.afterHaircuts),
                collateral.terms.cap.isFinite ? FigureText.dollars(collateral.terms.cap) : "",
                part.share < 1 ? FigureText.percent(part.share) : "", FigureText.dollars(part.counted),
            ])
        }
        table.add(sum: [
            "collateral", FigureText.dollars(statement.collateral.sum(\.part.value)),
            FigureText.dollars(statement.collateral.sum(\.part.afterHaircuts)), "", "",
            FigureText.dollars(statement.collateral.sum(\.part.counted)),
        ])
        let price =
            statement.profile.collateralPrice == .index
            ? "the index" : "the index or the median of its sources, whichever is lower"
        return [
            "", "Collateral: value = amount · price, at \(price);",
            "counts = min(after haircuts, cap, share · what counts of all)",
        ] + table.lines
    }

    /// The limits, and which of them are breached.
    var limitLines: [String] {
        guard !statement.limits.isEmpty else { return [] }
        var table = TextTable(["limit", "", "value", "bound", ""])
        for limit in statement.limits {
            let notice = limit.notice
            let isRatio = [.leverage, .underlyingShare, .target].contains(notice.limit)
            func text(_ value: Double?) -> String {
                value.map { isRatio ? FigureText.factor($0) : FigureText.dollars($0) } ?? ""
            }
            table.add([
                notice.limit.name, notice.underlying.map { Log.escaped($0) } ?? "", text(notice.value),
                (notice.limit == .target ? "at least " : "at most ") + text(notice.bound),
                limit.isAnnounced ? "breached" : "",
            ])
        }
        return ["", "LIMITS"] + table.lines
    }

    /// Who would be called under which parameters.
    var profileLines: [String] {
        guard !statement.byProfile.isEmpty else { return [] }
        var table = TextTable(["profile", "state by figures", "equity", "initial margin", "maintenance"])
        for (place, standing) in statement.byProfile.enumerated() {
            let ladder = standing.ladder
            table.add([
                Log.escaped(standing.profile) + (place == 0 ? " (own)" : ""), ladder.worstHolding.name,
                FigureText.dollars(ladder.equity), FigureText.dollars(ladder.initial),
                FigureText.dollars(ladder.maintenance),
            ])
        }
        return ["", "SHADOWS"] + table.lines
    }
}
