// Account structures: groups and parts follow what changes below them, row by row, at the end of the event.

/// Rows of groups and of accounts with parts that lie above what the event in hand has changed.
struct TouchedRows: Sendable {
    struct Row: Hashable, Comparable, Sendable {
        /// A group, a part, or an account for all of its parts.
        var account: AccountID
        /// An instrument or an asset.
        var index: Int32

        static func < (a: Row, b: Row) -> Bool { (a.account, a.index) < (b.account, b.index) }
    }

    var positions: [Row] = []
    var balances: [Row] = []
    /// Instruments with other terms: who holds them is told again, also where it holds the same.
    var retold: Set<InstrumentID> = []

    var isEmpty: Bool { positions.isEmpty && balances.isEmpty }
}

extension Intake {
    // MARK: - What is touched

    /// A row of an account has changed, or is about to follow other rules.
    mutating func touch(_ instrument: InstrumentID, of id: AccountID) {
        guard ledger.isDerivedFrom(id) else { return }
        for target in targets(of: id) {
            touched.positions.append(TouchedRows.Row(account: target, index: instrument.index))
        }
    }

    mutating func touch(_ asset: UnderlyingID, of id: AccountID) {
        guard ledger.isDerivedFrom(id) else { return }
        for target in targets(of: id) { touched.balances.append(TouchedRows.Row(account: target, index: asset.index)) }
    }

    /// Every row of an account, or of those that a group nets, for whoever is above it now.
    mutating func touchRows(of id: AccountID) {
        let targets = targets(of: id)
        guard !targets.isEmpty else { return }
        for holder in ledger[id].kind == .group ? ledger.leaves(of: id) : [id] {
            for balance in ledger[holder].balances {
                for target in targets {
                    touched.balances.append(TouchedRows.Row(account: target, index: balance.asset.index))
                }
            }
            for position in ledger[holder].positions {
                for target in targets {
                    touched.positions.append(TouchedRows.Row(account: target, index: position.instrument.index))
                }
            }
        }
    }

    /// The groups above an account, and itself for its parts.
    private func targets(of id: AccountID) -> [AccountID] {
        let account = ledger[id]
        return ledger.groups(above: id) + (account.mode == .cross || !account.parts.isEmpty ? [id] : [])
    }

    // MARK: - What follows

    /// Works the touched rows out anew and tells the books what has become of them, one account after the other.
    mutating func renewTouchedRows(_ updates: inout [BookUpdate]) {
        var positions: Set<TouchedRows.Row> = []
        var balances: Set<TouchedRows.Row> = []
        for row in Set(touched.positions).sorted() { positions.formUnion(derivedPositions(row, &updates)) }
        for row in Set(touched.balances).sorted() { balances.formUnion(derivedBalances(row, &updates)) }
        let retold = touched.retold
        touched = TouchedRows()

        var rows = positions.sorted()[...]
        var sums = balances.sorted()[...]
        while let id = [rows.first, sums.first].compactMap({ $0?.account }).min() {
            if ledger[id].kind == .group { ledger.learnLeaves(of: id) }
            var assets: Set<UnderlyingID> = []
            while let row = rows.first, row.account == id {
                let instrument = InstrumentID(Int(row.index))
                assets.formUnion(
                    renewPosition(of: id, in: instrument, isRetold: retold.contains(instrument), &updates))
                rows.removeFirst()
            }
            while let row = sums.first, row.account == id {
                assets.insert(UnderlyingID(Int(row.index)))
                sums.removeFirst()
            }
            for asset in assets.sorted() { renewBalance(of: id, asset, &updates) }
        }
    }

    /// The rows of derived accounts that a touched one stands for: of an account with parts, those of the part that has the
    /// contract now and of whoever has had it.
    private mutating func derivedPositions(
        _ row: TouchedRows.Row, _ updates: inout [BookUpdate]
    ) -> [TouchedRows.Row] {
        guard ledger[row.account].kind == .own else { return [row] }
        let instrument = InstrumentID(Int(row.index))
        let currency = market[instrument].terms?.currency
        if ledger.isInParts(row.account), ledger[row.account].position(in: instrument) != nil {
            openPart(of: row.account, currency, &updates)
        }
        return ledger[row.account].parts
            .filter { part in
                ledger[part].kind == .part(of: row.account, currency) || ledger[part].position(in: instrument) != nil
            }
            .map { TouchedRows.Row(account: $0, index: row.index) }
    }

    private mutating func derivedBalances(
        _ row: TouchedRows.Row, _ updates: inout [BookUpdate]
    ) -> [TouchedRows.Row] {
        guard ledger[row.account].kind == .own else { return [row] }
        let asset = UnderlyingID(Int(row.index))
        if ledger.isInParts(row.account), !ledger[row.account].amount(of: asset).isZero {
            openPart(of: row.account, asset, &updates)
        }
        return ledger.part(of: row.account, asset).map { [TouchedRows.Row(account: $0, index: row.index)] } ?? []
    }

    private mutating func openPart(of id: AccountID, _ currency: UnderlyingID?, _ updates: inout [BookUpdate]) {
        guard ledger.part(of: id, currency) == nil else { return }
        let part = ledger.openPart(of: id, currency)
        updates.append(.account(ledger[part].name, since: ledger[part].since))
        updates.append(.nettingSet(part, ledger.nettingSet(of: part, market)))
        if ledger[part].profile != 0 { updates.append(.profile(part, ledger[part].profile)) }
    }

    /// - Returns: The currencies whose balance of the account follows.
    private mutating func renewPosition(
        of id: AccountID, in instrument: InstrumentID, isRetold: Bool, _ updates: inout [BookUpdate]
    ) -> [UnderlyingID] {
        var quantity = Decimal.zero
        var entry = 0.0
        var currencies: [UnderlyingID] = []
        switch ledger[id].kind {
        case .own: return []
        case .part(let owner, let currency):
            if let position = ledger.partPosition(of: owner, currency, in: instrument, market) {
                (quantity, entry) = (position.quantity, position.entry)
            }
        case .group:
            let netted = ledger.nettedPosition(of: id, in: instrument, market)
            if let netted { (quantity, entry) = (netted.quantity, netted.entry) }
            currencies = ledger.setLockedIn(
                of: id, instrument, netted?.lockedIn ?? .zero, market[instrument].terms?.currency)
        }
        if quantity.isZero { entry = 0 }
        let old = ledger[id].position(in: instrument)
        let isSame = quantity == old?.quantity ?? .zero && entry.bitPattern == (old?.entry ?? 0).bitPattern
        if !isSame { ledger.setPosition(id, instrument, quantity, entry) }
        if !isSame || (isRetold && old != nil) {
            updates.append(.position(id, instrument, quantity: quantity.doubleValue, entry: entry))
        }
        return currencies
    }

    private mutating func renewBalance(of id: AccountID, _ asset: UnderlyingID, _ updates: inout [BookUpdate]) {
        let amount: Decimal
        switch ledger[id].kind {
        case .own: return
        case .part(let owner, let currency): amount = ledger.partBalance(of: owner, currency, asset)
        case .group: amount = ledger.nettedBalance(of: id, asset)
        }
        guard amount != ledger[id].amount(of: asset) else { return }
        ledger.setBalance(id, asset, amount)
        updates.append(.balance(id, asset, amount.doubleValue))
    }
}

extension Ledger {
    /// How the books know an account's set.
    func nettingSet(of id: AccountID, _ market: Market) -> NettingSet {
        switch self[id].kind {
        case .own: isInParts(id) ? .inParts : .whole
        case .group: .group
        case .part(_, let currency?): .currency(market[currency].name)
        case .part(_, nil): .undefinedSymbols
        }
    }
}
