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
        guard !(structure.members + structure.pockets).isEmpty else { return ["", "No members"] }
        var lines: [String] = []
        if !structure.members.isEmpty {
            var table = TextTable(["account", "mode", "state", "equity", "initial margin", "maintenance"])
            for member in structure.members { table.add(cells(of: member)) }
            table.add(sum: [
                "members", "", "", FigureText.dollars(structure.members.sum(\.equity)),
                FigureText.dollars(structure.members.sum(\.initialMargin)),
                FigureText.dollars(structure.members.sum(\.maintenanceMargin)),
            ])
            table.add(cells(of: structure.standing))
            table.add(["benefit", "", "", "", FigureText.dollars(structure.benefit), ""])
            lines += ["", "Members: benefit = initial margins of the members - initial margin of the group"]
            lines += table.lines + [benefit]
        }
        if !structure.pockets.isEmpty {
            var table = TextTable(["account", "mode", "state", "equity", "initial margin", "maintenance"])
            for pocket in structure.pockets { table.add(cells(of: pocket)) }
            lines += ["", "Pockets, which the group leaves out"] + table.lines
        }
        return lines
    }

    private var benefit: String {
        let amount = FigureText.dollars(structure.benefit.magnitude)
        return structure.benefit < 0
            ? "  netting costs \(amount): the group is dearer than its members, by concentration, profile or haircuts"
            : "  netting saves \(amount)"
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
