import MarginCore
import MarginService

/// How an account hangs together with others, above its sheets; nothing where it is one set by itself.
struct StructureText {
    let structure: AccountStructure

    var lines: [String] {
        guard !structure.isPlain else { return [] }
        let group = structure.group.map { ["Group      \(Log.escaped($0))\(remark)"] } ?? []
        return ["Structure  \(kind)"] + group + (structure.standing.kind == .group ? memberLines : []) + [""]
    }

    private var kind: String {
        switch structure.standing.kind {
        case .portfolio: return "portfolio, one netting set"
        case .isolated: return "isolated, a ring-fenced pocket: nothing of it is netted with anything"
        case .group: return "group, one netting set over the accounts below it"
        case .cross:
            let names = structure.nettingSets.map(Self.name).joined(separator: ", ")
            return "cross, a netting set for each settlement currency: \(names.isEmpty ? "none yet" : names)"
        }
    }

    private var remark: String {
        structure.standing.kind == .isolated ? ", which leaves it out" : ", which nets it with its other members"
    }

    private var memberLines: [String] {
        let sections = [judgedLines, leftOutLines, pocketLines].filter { !$0.isEmpty }
        return sections.isEmpty ? ["", "No members"] : sections.flatMap { [""] + $0 }
    }

    private var judgedLines: [String] {
        guard !structure.members.isEmpty else { return [] }
        var table = table(of: structure.members)
        guard let benefit = structure.benefit else { return ["Members"] + table.lines }
        table.add(sum: [
            "members", "", "", FigureText.dollars(structure.members.sum(\.equity)),
            FigureText.dollars(benefit.sumOfParts),
            FigureText.dollars(structure.members.sum(\.maintenanceMargin)),
        ])
        table.add(cells(of: structure.standing))
        table.add(["benefit", "", "", "", FigureText.dollars(benefit.saved), ""])
        return ["Members: benefit = initial margins of the members - initial margin of the group"] + table.lines
            + lines(of: benefit) + modelLines
    }

    private var leftOutLines: [String] {
        structure.leftOut.isEmpty
            ? []
            : ["Members that the shadow does not judge, so that there is no sum"]
                + structure.leftOut.map { TextTable.elided("  \(Log.escaped($0))", TextTable.width) }
    }

    private var pocketLines: [String] {
        structure.pockets.isEmpty
            ? [] : ["Pockets, which the group leaves out"] + table(of: structure.pockets).lines
    }

    private func table(of standings: [AccountStructure.Standing]) -> TextTable {
        var table = TextTable(
            ["account", "mode", "state", "equity", "initial margin", "maintenance"],
            nameWidthMin: TextTable.accountWidthMin)
        for standing in standings { table.add(cells(of: standing)) }
        return table
    }

    private func lines(of benefit: DiversificationBenefit) -> [String] {
        guard !benefit.isNothing else { return ["  netting neither saves nor costs"] }
        let amount = FigureText.dollars(benefit.saved.magnitude)
        let share = benefit.share.map { ", \(FigureText.percent($0.magnitude)) of what the members require" } ?? ""
        return benefit.saved < 0
            ? ["  netting costs \(amount)\(share): by concentration, value at risk,", "  profile or haircuts"]
            : ["  netting saves \(amount)\(share)"]
    }

    /// The group against its members by each of several models.
    private var modelLines: [String] {
        let models = structure.benefitByModel
        guard models.count > 1 else { return [] }
        var table = TextTable(["model", "members", "group", "benefit", "saved"])
        for (model, group, benefit) in models {
            table.add([
                model.rawValue, benefit.map { FigureText.dollars($0.sumOfParts) } ?? "not of all",
                FigureText.dollars(group), benefit.map { FigureText.dollars($0.saved) } ?? "",
                benefit?.share.map { FigureText.percent(benefit?.isNothing == true ? 0 : $0) } ?? "",
            ])
        }
        return ["", "Members and group by model: initial margins before add-ons"] + table.lines
    }

    private func cells(of standing: AccountStructure.Standing) -> [String] {
        [
            Log.escaped(standing.account), standing.kind.rawValue, standing.state.name,
            FigureText.dollars(standing.equity), FigureText.dollars(standing.initialMargin),
            FigureText.dollars(standing.maintenanceMargin),
        ]
    }

    /// A set as a reader calls it.
    static func name(_ set: NettingSet) -> String {
        switch set {
        case .whole, .inParts: "whole"
        case .group: "group"
        case .currency(let name): Log.escaped(name)
        case .undefinedSymbols: "undefined symbols"
        }
    }
}
