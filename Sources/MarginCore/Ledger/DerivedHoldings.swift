// What groups and parts hold, worked out from the accounts below them.
//
// Every row of a derived account is a function of the rows of other accounts, always taken in the order of their ids. The
// intake works a row out anew when it touches one below it; an audit works all of them out.

extension Ledger {
    /// A group's position in one contract, with what its netting has locked in; `nil` where nobody below holds any.
    func nettedPosition(of group: AccountID, in instrument: InstrumentID, _ market: Market) -> NettedPosition? {
        let positions = leaves(of: group).compactMap { self[$0].position(in: instrument) }
        return NettedPosition(positions, terms: market[instrument].terms)
    }

    /// A group's balance of one asset: those below it and what netted positions have locked in.
    func nettedBalance(of group: AccountID, _ asset: UnderlyingID) -> Decimal {
        var sum = Decimal.zero
        for leaf in leaves(of: group) { sum = sum.roundedSum(self[leaf].amount(of: asset)) }
        for locked in lockedIn[group.index] ?? [] where locked.currency == asset { sum = sum.roundedSum(locked.amount) }
        return sum.roundedToBalance ?? sum
    }

    /// What a part of `owner` has of the owner's position in a contract.
    func partPosition(of owner: AccountID, _ currency: UnderlyingID?, in instrument: InstrumentID, _ market: Market)
        -> Position?
    {
        guard self[owner].mode == .cross, market[instrument].terms?.currency == currency else { return nil }
        return self[owner].position(in: instrument)
    }

    /// What a part of `owner` has of the owner's balance of an asset.
    func partBalance(of owner: AccountID, _ currency: UnderlyingID?, _ asset: UnderlyingID) -> Decimal {
        self[owner].mode == .cross && asset == currency ? self[owner].amount(of: asset) : .zero
    }

    /// Sets what the netting of a group's positions in one contract has locked in.
    ///
    /// - Returns: The currencies whose balance of the group that moves.
    mutating func setLockedIn(
        of group: AccountID, _ instrument: InstrumentID, _ amount: Decimal, _ currency: UnderlyingID?
    ) -> [UnderlyingID] {
        var rows = lockedIn[group.index] ?? []
        let place = rows.lowerBound { $0.instrument < instrument }
        let old = place < rows.count && rows[place].instrument == instrument ? rows[place] : nil
        let new = amount.isZero ? nil : currency.map { LockedIn(instrument: instrument, currency: $0, amount: amount) }
        guard old != new else { return [] }
        if old != nil { rows.remove(at: place) }
        if let new { rows.insert(new, at: place) }
        lockedIn[group.index] = rows.isEmpty ? nil : rows
        return [old?.currency, new?.currency].compactMap(\.self)
    }
}

extension BookImage {
    /// What a book holds for each account, worked out from the accounts alone that lines are about, and from which group and
    /// mode these have: nothing that is kept about derived accounts is read, so that it can be compared with this.
    func holdings() -> [Holdings] {
        let accounts = ledger.accounts
        var holdings = accounts.map { Holdings($0.kind == .own && $0.mode != .cross ? $0 : nil) }
        var leaves = [[AccountID]](repeating: [], count: accounts.count)
        for (place, account) in accounts.enumerated() where account.kind == .own {
            for group in ledger.groups(above: AccountID(place)) { leaves[Int(group.index)].append(AccountID(place)) }
        }
        for (place, account) in accounts.enumerated() {
            switch account.kind {
            case .own: break
            case .group: holdings[place] = netted(leaves[place])
            case .part(let owner, let currency): holdings[place] = part(of: owner, currency)
            }
        }
        return holdings
    }

    private func part(of owner: AccountID, _ currency: UnderlyingID?) -> Holdings {
        let account = ledger[owner]
        guard account.mode == .cross else { return Holdings(nil) }
        return Holdings(
            balances: account.balances.filter { $0.asset == currency },
            positions: account.positions.filter { market[$0.instrument].terms?.currency == currency })
    }

    private func netted(_ leaves: [AccountID]) -> Holdings {
        var amounts: [UnderlyingID: Decimal] = [:]
        var held: [InstrumentID: [Ledger.Position]] = [:]
        for leaf in leaves {
            for balance in ledger[leaf].balances {
                amounts[balance.asset] = (amounts[balance.asset] ?? .zero).roundedSum(balance.amount)
            }
            for position in ledger[leaf].positions { held[position.instrument, default: []].append(position) }
        }
        var positions: [Ledger.Position] = []
        for instrument in held.keys.sorted(by: { $0 < $1 }) {
            let terms = market[instrument].terms
            guard let netted = NettedPosition(held[instrument] ?? [], terms: terms) else { continue }
            if !netted.quantity.isZero {
                positions.append(
                    Ledger.Position(instrument: instrument, quantity: netted.quantity, entry: netted.entry))
            }
            if let currency = terms?.currency, !netted.lockedIn.isZero {
                amounts[currency] = (amounts[currency] ?? .zero).roundedSum(netted.lockedIn)
            }
        }
        let balances = amounts.keys.sorted(by: { $0 < $1 }).map { asset in
            let amount = amounts[asset] ?? .zero
            return Ledger.Balance(asset: asset, amount: amount.roundedToBalance ?? amount)
        }
        return Holdings(balances: balances.filter { !$0.amount.isZero }, positions: positions)
    }

    /// Where what is kept about derived accounts is not what follows from the accounts below them, in words; `nil` where it
    /// is.
    func structureFault(_ holdings: [Holdings]) -> String? {
        let accounts = ledger.accounts
        var members = [[AccountID]](repeating: [], count: accounts.count)
        for (place, account) in accounts.enumerated() {
            if let group = account.group { members[Int(group.index)].append(AccountID(place)) }
        }
        for (place, account) in accounts.enumerated() {
            func fault(_ what: String) -> String { "account \"\(account.name)\" (\(place)): \(what)" }
            if account.members != members[place] { return fault("other members than those that name it") }
            if !account.members.isEmpty && account.kind != .group { return fault("members, and is no group") }
            if account.kind.isDerived {
                if account.balances != holdings[place].balances { return fault("other balances than those below it") }
                if account.positions != holdings[place].positions {
                    return fault("other positions than those below it")
                }
            }
            guard account.kind == .own, account.mode == .cross else { continue }
            for balance in account.balances where ledger.part(of: AccountID(place), balance.asset) == nil {
                return fault("a balance that no part has")
            }
            for position in account.positions
            where ledger.part(of: AccountID(place), market[position.instrument].terms?.currency) == nil {
                return fault("a position that no part has")
            }
        }
        return nil
    }

    /// What a book holds for one account.
    struct Holdings {
        var balances: [Ledger.Balance] = []
        /// By instrument.
        var positions: [Ledger.Position] = []

        init(balances: [Ledger.Balance], positions: [Ledger.Position]) {
            self.balances = balances
            self.positions = positions
        }

        /// Those of an account by its own lines; nothing where there is none.
        init(_ account: Ledger.Account?) {
            balances = account?.balances ?? []
            positions = account?.positions ?? []
        }
    }
}
