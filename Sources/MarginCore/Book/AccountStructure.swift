/// How an account hangs together with others: who is netted with whom, who stands apart, and what that is worth.
package struct AccountStructure: Sendable {
    package enum Kind: String, Sendable { case portfolio, cross, isolated, group }

    /// An account with the figures of all of its sets added up; USD.
    package struct Standing: Sendable {
        package var account: String
        package var kind: Kind
        /// The worst of its sets.
        package var state = AccountState.normal
        package var equity = 0.0
        package var initialMargin = 0.0
        package var maintenanceMargin = 0.0
        /// Initial margins by model, before add-ons, added up over the sets; only ever looked up.
        package var models: [MarginModelName: Double] = [:]
        /// The profile that was asked for does not judge it.
        package var isLeftOut = false
    }

    package var standing: Standing
    /// The group that it names.
    package var group: String?
    /// Of an account in `cross`: its sets, by name.
    package var nettingSets: [NettingSet] = []
    /// Of a group: those whose holdings it nets, groups among them; by name.
    package var members: [Standing] = []
    /// Of a group: those that name it and are ring-fenced; by name.
    package var pockets: [Standing] = []
    /// Of a group that was asked for under a shadow: members that the shadow does not judge; by name.
    package var leftOut: [String] = []

    /// One set, and nothing around it.
    package var isPlain: Bool { standing.kind == .portfolio && group == nil }

    /// The group's initial margin against the sum of its members'; `nil` where there is nobody to add up, or some are left
    /// out. Negative where the group is dearer, as where its positions add up to a concentration that none of the members
    /// has.
    package var benefit: DiversificationBenefit? {
        guard !members.isEmpty, leftOut.isEmpty else { return nil }
        return DiversificationBenefit(
            portfolio: standing.initialMargin, sumOfParts: members.reduce(0) { $0 + $1.initialMargin })
    }

    /// The same by each model of the group, before add-ons; without a benefit where some member's profile does without the
    /// model.
    package var benefitByModel: [(model: MarginModelName, group: Double, benefit: DiversificationBenefit?)] {
        guard benefit != nil else { return [] }
        return MarginModelName.allCases.compactMap { name in
            guard let group = standing.models[name] else { return nil }
            let parts = members.compactMap { $0.models[name] }
            guard parts.count == members.count else { return (name, group, nil) }
            return (name, group, DiversificationBenefit(portfolio: group, sumOfParts: parts.reduce(0, +)))
        }
    }
}

/// The structures of all accounts, with their figures.
package struct AccountStructures {
    private let ledger: Ledger
    private var reports: [AccountID: MarginBook.AccountReport] = [:]

    /// - Parameter reports: Of every set, from all shards, at the ledger's event.
    package init(_ ledger: Ledger, _ reports: [MarginBook.AccountReport]) {
        self.ledger = ledger
        for report in reports { self.reports[report.id] = report }
    }

    /// Every group, by name.
    package var groups: [AccountStructure] {
        ledger.accounts.indices.filter { ledger.accounts[$0].kind == .group }.map { structure(of: AccountID($0)) }
            .sorted { $0.standing.account.utf8.lexicographicallyPrecedes($1.standing.account.utf8) }
    }

    package func structure(of id: AccountID) -> AccountStructure {
        let account = ledger[id]
        let members = account.members.map(standing)
            .sorted { $0.account.utf8.lexicographicallyPrecedes($1.account.utf8) }
        let sets = account.mode == .cross ? ledger.sets(of: id).compactMap { reports[$0]?.nettingSet } : []
        let sorted = sets.sorted { ($0.name ?? "").utf8.lexicographicallyPrecedes(($1.name ?? "").utf8) }
        let judged = members.filter { !$0.isLeftOut }
        return AccountStructure(
            standing: standing(of: id), group: account.group.map { ledger[$0].name }, nettingSets: sorted,
            members: judged.filter { $0.kind != .isolated }, pockets: judged.filter { $0.kind == .isolated },
            leftOut: members.filter { $0.kind != .isolated && $0.isLeftOut }.map(\.account))
    }

    private func standing(of id: AccountID) -> AccountStructure.Standing {
        let account = ledger[id]
        let kind: AccountStructure.Kind =
            switch account.mode {
            case .portfolio: account.kind == .group ? .group : .portfolio
            case .cross: .cross
            case .isolated: .isolated
            }
        var standing = AccountStructure.Standing(account: account.name, kind: kind)
        for set in ledger.sets(of: id) {
            guard let report = reports[set] else {
                standing.isLeftOut = true
                continue
            }
            standing.state = max(standing.state, report.state)
            standing.equity += report.figures.equity
            standing.initialMargin += report.figures.initialMargin
            standing.maintenanceMargin += report.figures.maintenanceMargin
            for name in MarginModelName.allCases {
                if let model = report.models[name] { standing.models[name, default: 0] += model.initial }
            }
        }
        return standing
    }
}

extension Ledger {
    /// The accounts of the books that are judged for an account: itself, or its parts that hold something.
    package func sets(of id: AccountID) -> [AccountID] {
        guard isInParts(id) else { return [id] }
        return self[id].parts.filter { !self[$0].balances.isEmpty || !self[$0].positions.isEmpty }
    }
}

extension MarginEngine {
    /// How an account hangs together with others after the last event; `nil` where no accepted event has named it.
    ///
    /// - Parameter shadow: As the accounts that have this profile among their shadows stand under it, without the others.
    package mutating func structure(of account: String, under shadow: String? = nil) -> AccountStructure? {
        guard let id = intake.account(named: account) else { return nil }
        let reports = if let shadow { book.reports(under: shadow) } else { book.reports() }
        return AccountStructures(intake.ledger, reports).structure(of: id)
    }
}
