// Names become dense indices once, at the border; everything behind it counts from zero.

/// A symbol: an instrument, defined or only mentioned so far.
package struct InstrumentID: Hashable, Comparable, Sendable {
    package let index: Int32
    package init(_ index: Int) { self.index = Int32(truncatingIfNeeded: index) }
    package static func < (a: InstrumentID, b: InstrumentID) -> Bool { a.index < b.index }
}

/// An underlying, which is also the asset of that name: `BTC` is what an option is written on and what a balance holds.
package struct UnderlyingID: Hashable, Comparable, Sendable {
    package let index: Int32
    package init(_ index: Int) { self.index = Int32(truncatingIfNeeded: index) }
    package static func < (a: UnderlyingID, b: UnderlyingID) -> Bool { a.index < b.index }
}

/// One expiry of one underlying.
package struct ExpiryID: Hashable, Comparable, Sendable {
    package let index: Int32
    package init(_ index: Int) { self.index = Int32(truncatingIfNeeded: index) }
    package static func < (a: ExpiryID, b: ExpiryID) -> Bool { a.index < b.index }
}

/// A margin account, in the order in which accepted events first named it.
package struct AccountID: Hashable, Comparable, Sendable {
    package let index: Int32
    package init(_ index: Int) { self.index = Int32(truncatingIfNeeded: index) }
    package static func < (a: AccountID, b: AccountID) -> Bool { a.index < b.index }
}
