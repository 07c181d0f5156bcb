// How accounts hang together: a forest of groups above the accounts, and the parts below those in `cross`.

extension Ledger {
    /// No account is below more groups than this, so that no line costs more than so many sums.
    static let layerCountMax = 8

    // MARK: - Questions

    /// Whether other accounts' rows follow from this one's.
    func isDerivedFrom(_ id: AccountID) -> Bool {
        guard hasStructures else { return false }
        let account = self[id]
        return account.mode == .cross || !account.parts.isEmpty || (account.group != nil && account.mode != .isolated)
    }

    /// Whether the account as a whole is no set of its own.
    func isInParts(_ id: AccountID) -> Bool { hasStructures && accounts[Int(id.index)].mode == .cross }

    /// The groups that net what the account holds, nearest first; none of a pocket.
    func groups(above id: AccountID) -> [AccountID] {
        guard self[id].mode != .isolated else { return [] }
        var groups: [AccountID] = []
        var next = self[id].group
        while let group = next {
            groups.append(group)
            next = self[group].group
        }
        return groups
    }

    /// Whether `id` is `other` or above it.
    func isAtOrAbove(_ id: AccountID, _ other: AccountID) -> Bool {
        var next: AccountID? = other
        while let place = next {
            if place == id { return true }
            next = self[place].group
        }
        return false
    }

    /// How many groups an account has above it, pocket or not.
    func layers(above id: AccountID) -> Int {
        var count = 0
        var next = self[id].group
        while let group = next {
            count += 1
            next = self[group].group
        }
        return count
    }

    /// How many layers of groups there are from an account down, itself included; 0 for one that is no group.
    func layers(from id: AccountID) -> Int {
        guard self[id].kind == .group else { return 0 }
        return 1 + (self[id].members.map { layers(from: $0) }.max() ?? 0)
    }

    /// The accounts that a group nets, through all its layers, in the order of their ids.
    func leaves(of group: AccountID) -> [AccountID] { knownLeaves[group.index] ?? gatheredLeaves(of: group) }

    private func gatheredLeaves(of group: AccountID) -> [AccountID] {
        var leaves: [AccountID] = []
        for member in self[group].members {
            switch self[member].kind {
            case .group: leaves += gatheredLeaves(of: member)
            case .own: if self[member].mode != .isolated { leaves.append(member) }
            case .part: break
            }
        }
        return leaves.sorted()
    }

    /// The part that keeps a currency's rows; `nil` for the currency means that nobody knows it.
    func part(of id: AccountID, _ currency: UnderlyingID?) -> AccountID? {
        self[id].parts.first { self[$0].kind == .part(of: id, currency) }
    }

    // MARK: - Changes

    /// Takes a profile, by its place in the configuration, for the account and its parts; `nil` leaves it as it is.
    mutating func configure(_ id: AccountID, profile: Int32?) {
        guard let profile else { return }
        for set in [id] + self[id].parts { accounts[Int(set.index)].profile = profile }
    }

    mutating func setMode(of id: AccountID, _ mode: AccountMode) {
        guard mode != accounts[Int(id.index)].mode else { return }
        accounts[Int(id.index)].mode = mode
        if mode == .cross { hasStructures = true }
        forgetLeaves()
    }

    /// Puts an account into a group or, with `nil`, out of its own.
    ///
    /// - Precondition: The group is of that kind and not below the account.
    mutating func setGroup(of id: AccountID, _ group: AccountID?) {
        let place = Int(id.index)
        if let old = accounts[place].group { accounts[Int(old.index)].members.removeAll { $0 == id } }
        accounts[place].group = group
        if let group {
            hasStructures = true
            // Looked up first: an array that is held while it grows would be copied.
            let place = accounts[Int(group.index)].members.lowerBound { $0 < id }
            accounts[Int(group.index)].members.insert(id, at: place)
        }
        forgetLeaves()
    }

    /// Makes a group of an account that nothing is held by, or the reverse.
    mutating func setKind(of id: AccountID, _ kind: Kind) {
        if (self[id].kind == .group) != (kind == .group) { groupCount += kind == .group ? 1 : -1 }
        accounts[Int(id.index)].kind = kind
        forgetLeaves()
    }

    /// A line says what the account holds, or is about to.
    mutating func noteBook(of id: AccountID) { accounts[Int(id.index)].hasBook = true }

    /// The next account, as a part of one in `cross`.
    mutating func openPart(of id: AccountID, _ currency: UnderlyingID?) -> AccountID {
        let owner = self[id]
        let part = open(owner.name, since: owner.since)
        accounts[Int(part.index)].kind = .part(of: id, currency)
        accounts[Int(part.index)].profile = owner.profile
        accounts[Int(id.index)].parts.append(part)
        return part
    }

    /// Has the leaves of a group at hand until accounts hang together in another way.
    mutating func learnLeaves(of group: AccountID) {
        if knownLeaves[group.index] == nil { knownLeaves[group.index] = gatheredLeaves(of: group) }
    }

    private mutating func forgetLeaves() { knownLeaves.removeAll() }
}
