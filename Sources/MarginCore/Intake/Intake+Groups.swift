// Lines that say how accounts hang together.

extension Intake {
    mutating func restate(
        _ account: Name, _ profile: Name?, _ mode: AccountMode?, _ group: Name?, at moment: Moment,
        _ updates: inout [BookUpdate]
    ) throws(Refusal) -> Cause {
        var place: Int32?
        if let profile {
            let name = profile.text
            guard let found = configuration.profiles.firstIndex(where: { $0.name == name }) else {
                throw Refusal(.unknownProfile, .profile)
            }
            place = Int32(found)
        }
        let known = known(account)
        if let known, let mode, mode != .portfolio, !ledger[known].members.isEmpty {
            throw Refusal(.groupAccount, .mode)
        }
        if let group, !group.bytes.isEmpty { try check(group, for: account, known) }

        let id = intern(account: account, at: moment, &updates)
        updates.append(.restated(id))
        if let mode, mode != .portfolio { beAccount(id, &updates) }
        ledger.configure(id, profile: place)
        if let place { for set in [id] + ledger[id].parts { updates.append(.profile(set, place)) } }
        rearrange(id, mode ?? ledger[id].mode, group, at: moment, &updates)
        return .account(ledger[id].name)
    }

    /// Gives an account its mode and its group; its rows are touched where they were netted and where they are now.
    private mutating func rearrange(
        _ id: AccountID, _ mode: AccountMode, _ group: Name?, at moment: Moment, _ updates: inout [BookUpdate]
    ) {
        let isInGroup = group.map { name in
            ledger[id].group.map { name.bytes.elementsEqual(ledger[$0].name.utf8) } ?? name.bytes.isEmpty
        }
        guard mode != ledger[id].mode || isInGroup == false else { return }
        let wasInParts = ledger.isInParts(id)
        touchRows(of: id)
        if let group { join(id, group, at: moment, &updates) }
        ledger.setMode(of: id, mode)
        touchRows(of: id)
        if wasInParts != ledger.isInParts(id) { tellWhole(id, &updates) }
    }

    /// Whether an account may be a member of a group.
    private func check(_ group: Name, for account: Name, _ known: AccountID?) throws(Refusal) {
        if group.bytes.elementsEqual(account.bytes) { throw Refusal(.groupCycle, .group) }
        var layers = 1 + (known.map { ledger.layers(from: $0) } ?? 0)
        if let id = self.known(group) {
            guard !ledger[id].hasBook, ledger[id].mode == .portfolio else { throw Refusal(.notAGroup, .group) }
            if let known, ledger.isAtOrAbove(known, id) { throw Refusal(.groupCycle, .group) }
            layers += ledger.layers(above: id)
        }
        if layers > Ledger.layerCountMax { throw Refusal(.groupTooDeep, .group) }
    }

    /// Puts an account into the group, or out of its own where the name is empty.
    private mutating func join(_ id: AccountID, _ group: Name, at moment: Moment, _ updates: inout [BookUpdate]) {
        guard !group.bytes.isEmpty else {
            if ledger[id].group != nil { ledger.setGroup(of: id, nil) }
            return
        }
        let place = intern(account: group, at: moment, &updates)
        if ledger[place].kind != .group {
            ledger.setKind(of: place, .group)
            updates.append(.nettingSet(place, .group))
        }
        if ledger[id].group != place { ledger.setGroup(of: id, place) }
    }

    /// The whole of an account is a set, or is none any more: the books hear what it holds.
    private mutating func tellWhole(_ id: AccountID, _ updates: inout [BookUpdate]) {
        updates.append(.nettingSet(id, ledger.nettingSet(of: id, market)))
        updates.append(.cleared(id))
        guard !ledger.isInParts(id) else { return }
        for balance in ledger[id].balances { updates.append(.balance(id, balance.asset, balance.amount.doubleValue)) }
        for position in ledger[id].positions {
            updates.append(
                .position(
                    id, position.instrument, quantity: position.quantity.doubleValue, entry: position.entry))
        }
    }

    // MARK: - Accounts by name

    /// The account or group of that name; `nil` where no accepted event has named it.
    package func account(named name: String) -> AccountID? { accounts.index(of: name).map { accountIDs[Int($0)] } }

    /// Accounts and groups, in the order in which accepted events first named them.
    package var accountNames: [String] { accounts.names }

    package var groupCount: Int { ledger.groupCount }

    func known(_ account: Name) -> AccountID? { accounts.index(of: account).map { accountIDs[Int($0)] } }

    /// The account that a line wants to change the book of, where it is known; a group has none.
    func knownBook(_ account: Name) throws(Refusal) -> AccountID? {
        let known = known(account)
        if let known, !ledger[known].members.isEmpty { throw Refusal(.groupAccount, .account) }
        return known
    }

    mutating func intern(account name: Name, at moment: Moment, _ updates: inout [BookUpdate]) -> AccountID {
        if let known = known(name) { return known }
        let place = accounts.intern(name)
        let text = accounts[place]
        updates.append(.account(text, since: moment.now))
        let id = ledger.open(text, since: moment.now)
        accountIDs.append(id)
        return id
    }

    /// The account whose book a line changes, opened where it is new.
    ///
    /// - Precondition: It has no members.
    mutating func internBook(_ name: Name, at moment: Moment, _ updates: inout [BookUpdate]) -> AccountID {
        let id = intern(account: name, at: moment, &updates)
        guard !ledger[id].hasBook else { return id }
        ledger.noteBook(of: id)
        beAccount(id, &updates)
        return id
    }

    /// Has an account be one by its own lines that was a group whose members have left.
    private mutating func beAccount(_ id: AccountID, _ updates: inout [BookUpdate]) {
        guard ledger[id].kind == .group else { return }
        ledger.setKind(of: id, .own)
        updates.append(.nettingSet(id, .whole))
    }
}
