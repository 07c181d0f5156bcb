/// Who holds what, exactly: balances and quantities as decimals, entry prices as the doubles they were read as.
///
/// The ledger knows no prices and no risk. Its rows are kept sorted, so that whoever walks them walks them in one order.
///
/// Beside the accounts that lines are about it has those that follow from them: groups, and the parts of `cross` accounts.
/// How accounts hang together is in `Ledger+Structure`, what the derived ones hold in `DerivedHoldings`.
package struct Ledger: Sendable {
    package struct Balance: Equatable, Sendable {
        package var asset: UnderlyingID
        /// To 18 decimals; never zero.
        package var amount: Decimal
    }

    package struct Position: Equatable, Sendable {
        package var instrument: InstrumentID
        /// Signed, in contracts; never zero.
        package var quantity: Decimal
        /// Average entry price; positive.
        package var entry: Double
    }

    /// What an account is, and whose rows it has.
    package enum Kind: Equatable, Sendable {
        /// Lines say what it holds.
        case own
        /// Holds what its members do.
        case group
        /// Holds what an account in `cross` has in one settlement currency; `nil` what nobody knows the currency of.
        case part(of: AccountID, UnderlyingID?)

        package var isDerived: Bool { self != .own }
    }

    package struct Account: Sendable {
        /// Of a part, the name of its account.
        package let name: String
        /// The clock when an accepted event first named it.
        package let since: Timestamp
        /// Place of the profile in the configuration.
        package var profile: Int32 = 0
        package internal(set) var mode = AccountMode.portfolio
        package internal(set) var kind = Kind.own
        package internal(set) var group: AccountID?
        /// Of a group, those that name it, pockets too; in the order of their ids.
        package internal(set) var members: [AccountID] = []
        /// What an account falls into, or has fallen into, while it is `cross`; in the order of their ids.
        package internal(set) var parts: [AccountID] = []
        /// A line has said what it holds.
        package internal(set) var hasBook = false
        /// By asset.
        package fileprivate(set) var balances: [Balance] = []
        /// By instrument.
        fileprivate var rows: [CompactPosition] = []
        /// By instrument, only ever looked up: quantities that a row has no room for.
        fileprivate var longQuantities: [Int32: Decimal] = [:]
        fileprivate var fillIDs = IdentifierSet()
        fileprivate var transferIDs = IdentifierSet()

        package func amount(of asset: UnderlyingID) -> Decimal {
            balances.first { $0.asset == asset }?.amount ?? .zero
        }

        /// By instrument.
        package var positions: [Position] { rows.map(position) }

        package func position(in instrument: InstrumentID) -> Position? {
            let place = rows.place { $0.instrument < instrument.index }
            return place < rows.count && rows[place].instrument == instrument.index ? position(rows[place]) : nil
        }

        private func position(_ row: CompactPosition) -> Position {
            Position(
                instrument: InstrumentID(Int(row.instrument)),
                quantity: row.quantity ?? longQuantities[row.instrument] ?? .zero, entry: row.entry)
        }
    }

    package internal(set) var accounts: [Account] = []
    /// By instrument index: who holds it by a line of its own.
    private var holders: [AccountSet] = []
    /// Some account is in a group or in `cross`, or has been.
    var hasStructures = false
    package internal(set) var groupCount = 0
    /// By group, only ever looked up: what its netted positions have locked in, by instrument.
    var lockedIn: [Int32: [LockedIn]] = [:]
    /// By group, only ever looked up: see `leaves`.
    var knownLeaves: [Int32: [AccountID]] = [:]

    package init() {}

    package subscript(id: AccountID) -> Account { accounts[Int(id.index)] }

    /// The accounts that hold `instrument` by a line of their own, in the order of their ids.
    package func holders(of instrument: InstrumentID) -> [AccountID] {
        isHeld(instrument) ? holders[Int(instrument.index)].map { AccountID(Int($0)) } : []
    }

    package func isHeld(_ instrument: InstrumentID) -> Bool {
        Int(instrument.index) < holders.count && !holders[Int(instrument.index)].isEmpty
    }

    // MARK: - Changes

    package mutating func open(_ name: String, since: Timestamp) -> AccountID {
        accounts.append(Account(name: name, since: since))
        return AccountID(accounts.count - 1)
    }

    /// The profiles changed places: the one at place n is now at `places[n]`.
    package mutating func moveProfiles(to places: [Int32]) {
        for index in accounts.indices { accounts[index].profile = places[Int(accounts[index].profile)] }
    }

    package mutating func setBalance(_ id: AccountID, _ asset: UnderlyingID, _ amount: Decimal) {
        accounts[Int(id.index)].balances.withRow(
            at: { $0.asset < asset }, where: { $0.asset == asset },
            set: amount.isZero ? nil : Balance(asset: asset, amount: amount))
    }

    package mutating func setPosition(_ id: AccountID, _ instrument: InstrumentID, _ quantity: Decimal, _ entry: Double)
    {
        let row = CompactPosition(instrument.index, quantity, entry)
        if !accounts[Int(id.index)].longQuantities.isEmpty || row.quantity == nil {
            accounts[Int(id.index)].longQuantities[instrument.index] = row.quantity == nil ? quantity : nil
        }
        accounts[Int(id.index)].rows.withRow(
            at: { $0.instrument < instrument.index }, where: { $0.instrument == instrument.index },
            set: quantity.isZero ? nil : row)
        guard !self[id].kind.isDerived else { return }
        while holders.count <= Int(instrument.index) { holders.append(AccountSet()) }
        if quantity.isZero {
            holders[Int(instrument.index)].remove(id.index)
        } else {
            holders[Int(instrument.index)].insert(id.index)
        }
    }

    /// Removes every balance and position of the account, and has room for others.
    ///
    /// - Precondition: The account is no derived one.
    package mutating func clear(_ id: AccountID, expectedPositions: Int = 0) {
        let place = Int(id.index)
        for row in accounts[place].rows { holders[Int(row.instrument)].remove(id.index) }
        accounts[place].rows = []
        accounts[place].rows.reserveCapacity(expectedPositions)
        accounts[place].longQuantities = [:]
        accounts[place].balances = []
    }

    // MARK: - Repeats

    package func hasSeenFill(_ id: AccountID, _ fill: String) -> Bool { self[id].fillIDs.contains(fill) }
    package func hasSeenTransfer(_ id: AccountID, _ transfer: String) -> Bool {
        self[id].transferIDs.contains(transfer)
    }
    package mutating func remember(fill: String, of id: AccountID) { accounts[Int(id.index)].fillIDs.insert(fill) }
    package mutating func remember(transfer: String, of id: AccountID) {
        accounts[Int(id.index)].transferIDs.insert(transfer)
    }
}

/// A position in 24 bytes.
private struct CompactPosition: Sendable {
    let instrument: Int32
    /// `Int8.min` where the quantity does not fit.
    private let exponent: Int8
    private let coefficient: Int64
    let entry: Double

    init(_ instrument: Int32, _ quantity: Decimal, _ entry: Double) {
        self.instrument = instrument
        self.entry = entry
        if let coefficient = Int64(exactly: quantity.coefficient), let exponent = Int8(exactly: quantity.exponent),
            exponent > .min
        {
            self.coefficient = coefficient
            self.exponent = exponent
        } else {
            coefficient = 0
            exponent = .min
        }
    }

    /// `nil` where it does not fit.
    var quantity: Decimal? {
        exponent == .min ? nil : Decimal(stripped: Int128(coefficient), exponent: Int32(exponent))
    }
}

/// Identifiers that were used, told apart by their bytes: a `String` would take two spellings of one `é` for the same.
private struct IdentifierSet: Sendable {
    /// None while it is empty, as most are: an empty array takes one word, a table four.
    private var names: [NameTable] = []

    func contains(_ identifier: String) -> Bool { names.first?.index(of: identifier) != nil }

    mutating func insert(_ identifier: String) {
        if names.isEmpty { names.append(NameTable()) }
        _ = names[0].intern(identifier)
    }
}

extension Array {
    /// The first place whose element does not come `before`; the array is sorted so that those come first.
    fileprivate func place(before: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if before(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Inserts, replaces or removes (`nil`) the one row that `matches`, keeping the order.
    fileprivate mutating func withRow(
        at before: (Element) -> Bool, where matches: (Element) -> Bool, set row: Element?
    ) {
        let place = place(before: before)
        let isThere = place < count && matches(self[place])
        switch (isThere, row) {
        case (true, let row?): self[place] = row
        case (true, nil): remove(at: place)
        case (false, let row?): insert(row, at: place)
        case (false, nil): break
        }
    }
}
