/// The prices that are known, and what follows from them without a model: spot, forward and mark.
///
/// The intake keeps one to imply volatilities and to mark funding; each book of accounts keeps a replica, moved by the
/// same `MarketUpdate`s in the same order. Indices are never reused.
package struct Market: Sendable {
    package struct Underlying: Sendable {
        package let name: String
        /// Last index price in USD; 0 where there is none yet.
        package var index = 0.0
        /// The clock when that price came.
        package var indexTime = Timestamp(nanoseconds: .min)
        /// The median of what the index's sources said last; 0 where there is none, and while no profile asks for it.
        package var sourceMedian = 0.0
        /// The expiries seen so far, in the order of first mention.
        package var expiries: [ExpiryID] = []
        /// Balances of this asset are cash: no delta, and worth 1 while there is no index.
        package let isCash: Bool
    }

    package struct Expiry: Sendable {
        package let underlying: UnderlyingID
        /// Place among the expiries of its underlying.
        package let place: Int32
        package let time: Timestamp
        /// Last forward price; 0 where there is none.
        package var forward = 0.0
        /// The index when that forward was taken; 0 until there is one.
        package var indexAtForward = 0.0
    }

    package struct Listing: Sendable {
        package let symbol: String
        /// Absent while the symbol has only been mentioned.
        package var terms: Instrument?
        /// The terms' multiplier as the nearest double; 1 while undefined.
        package var multiplier = 1.0
        /// Last price of its own, perpetuals and futures; 0 where there is none.
        package var mark = 0.0
        /// The index when that price was taken; 0 until there is one.
        package var indexAtMark = 0.0
        /// Options: annualised, as a fraction; 0 where there is none yet.
        package var volatility = 0.0
        /// Options: last price of its own, else the middle of its bid and ask, as it was quoted (coins for an inverse
        /// one). Nothing is valued by it; it tells the model gap, and the intake's market alone keeps it.
        package var ownPrice: Double?
    }

    package private(set) var underlyings: [Underlying] = []
    package private(set) var expiries: [Expiry] = []
    package private(set) var listings: [Listing] = []

    package init() {}

    package subscript(id: UnderlyingID) -> Underlying { underlyings[Int(id.index)] }
    package subscript(id: ExpiryID) -> Expiry { expiries[Int(id.index)] }
    package subscript(id: InstrumentID) -> Listing { listings[Int(id.index)] }

    /// The assets that are money: no delta, and worth 1 USD where nobody quotes them.
    package static let cashAssets: Set<String> = ["USD", "USDC", "USDT"]

    package mutating func apply(_ update: MarketUpdate) {
        switch update {
        case .underlying(let name):
            underlyings.append(Underlying(name: name, isCash: Market.cashAssets.contains(name)))
        case .symbol(let name):
            listings.append(Listing(symbol: name))
        case .expiry(let underlying, let time):
            let place = underlyings[Int(underlying.index)].expiries.count
            underlyings[Int(underlying.index)].expiries.append(ExpiryID(expiries.count))
            expiries.append(Expiry(underlying: underlying, place: Int32(place), time: time))
        case .terms(let id, let terms):
            define(id, terms)
        case .index(let id, let price):
            setIndex(id, price)
        case .mark(let id, let price):
            guard let terms = self[id].terms else { return }
            setMark(id, price, on: terms.underlying)
        case .forward(let id, let price): setForward(id, price)
        case .volatility(let id, let volatility): setVolatility(id, volatility)
        case .sourceMedian(let id, let median): setSourceMedian(id, median)
        }
    }

    // MARK: - The changes that come with every price

    /// Notes when an index came.
    mutating func noteIndexTime(of id: UnderlyingID, _ clock: Timestamp) {
        underlyings[Int(id.index)].indexTime = clock
    }

    mutating func setSourceMedian(_ id: UnderlyingID, _ median: Double) {
        underlyings[Int(id.index)].sourceMedian = median
    }

    /// - Parameter underlying: The one of the instrument's terms: who knows it need not look for it.
    mutating func setMark(_ id: InstrumentID, _ price: Double, on underlying: UnderlyingID) {
        let place = Int(id.index)
        listings[place].mark = price
        listings[place].indexAtMark = underlyings[Int(underlying.index)].index
    }

    mutating func setForward(_ id: ExpiryID, _ price: Double) {
        let place = Int(id.index)
        expiries[place].forward = price
        expiries[place].indexAtForward = underlyings[Int(expiries[place].underlying.index)].index
    }

    mutating func setVolatility(_ id: InstrumentID, _ volatility: Double) {
        listings[Int(id.index)].volatility = volatility
    }

    /// Notes what an option was quoted at. No `MarketUpdate`: no figure of a book depends on it.
    mutating func note(ownPrice: Double, of id: InstrumentID) { listings[Int(id.index)].ownPrice = ownPrice }

    private mutating func define(_ id: InstrumentID, _ terms: Instrument) {
        let place = Int(id.index)
        if let old = listings[place].terms,
            old.kind != terms.kind || old.underlying != terms.underlying || old.settlement != terms.settlement
        {
            // Another kind of contract under an old name: its price and volatility were not for this one.
            listings[place].mark = 0
            listings[place].indexAtMark = 0
            listings[place].volatility = 0
            listings[place].ownPrice = nil
        }
        listings[place].terms = terms
        listings[place].multiplier = terms.multiplier.doubleValue
    }

    mutating func setIndex(_ id: UnderlyingID, _ price: Double) {
        let place = Int(id.index)
        let isFirst = underlyings[place].index == 0
        underlyings[place].index = price
        guard isFirst else { return }
        // What was quoted before any index was quoted at the first one.
        for expiry in underlyings[place].expiries { expiries[Int(expiry.index)].indexAtForward = price }
        for listing in listings.indices where listings[listing].terms?.underlying == id {
            listings[listing].indexAtMark = price
        }
    }
}

// MARK: - What follows from the prices

extension Market {
    /// F(u,e): the last forward, moved with the index since; the index where there is no forward. 0 without an index.
    @inline(__always)
    package func forward(of id: ExpiryID) -> Double {
        let expiry = expiries[Int(id.index)]
        let index = underlyings[Int(expiry.underlying.index)].index
        return expiry.forward > 0 && index > 0 ? expiry.forward * index / expiry.indexAtForward : index
    }

    /// P of a perpetual or future: its last price, moved with the index since; without one the index (perpetual) or the
    /// forward (future). 0 without an index.
    package func mark(of id: InstrumentID) -> Double {
        let listing = listings[Int(id.index)]
        guard let terms = listing.terms else { return 0 }
        let index = underlyings[Int(terms.underlying.index)].index
        if index > 0 && listing.mark > 0 { return listing.mark * index / listing.indexAtMark }
        if let expiry = terms.expiry { return forward(of: expiry) }
        return index
    }

    /// A forward's ratio to its index; 1 without a forward. Between two forwards it stands still.
    package func forwardRatio(of id: ExpiryID) -> Double {
        let expiry = expiries[Int(id.index)]
        return expiry.forward > 0 ? expiry.forward / expiry.indexAtForward : 1
    }

    /// A perpetual's or future's ratio to its index, likewise.
    package func markRatio(of id: InstrumentID) -> Double {
        let listing = listings[Int(id.index)]
        if listing.mark > 0 { return listing.mark / listing.indexAtMark }
        return listing.terms?.expiry.map(forwardRatio(of:)) ?? 1
    }

    /// What one unit of a cash asset is worth; 1 where nobody quotes it.
    package func cashPrice(of id: UnderlyingID) -> Double {
        let index = underlyings[Int(id.index)].index
        return index > 0 ? index : 1
    }

    /// What one unit of an asset is worth as collateral; 0 for one without an index that is no cash.
    package func collateralPrice(of id: UnderlyingID, by rule: CollateralPrice) -> Double {
        let asset = underlyings[Int(id.index)]
        let price = asset.isCash ? cashPrice(of: id) : asset.index
        switch rule {
        case .index: return price
        case .minimumOfMedian: return asset.sourceMedian > 0 ? min(price, asset.sourceMedian) : price
        }
    }

    /// Years from valuation time to the expiry, ACT/365; 0 at and after it.
    @inline(__always)
    package func years(to id: ExpiryID, at valuationTime: Timestamp) -> Double {
        let left = expiries[Int(id.index)].time.nanoseconds(since: valuationTime)
        return left > 0 ? Double(left) / (365.0 * 86_400e9) : 0
    }
}

/// One change to the prices or to what is listed.
package enum MarketUpdate: Equatable, Sendable {
    /// The next underlying, by name.
    case underlying(String)
    /// The next symbol, not defined yet.
    case symbol(String)
    /// The next expiry, of an underlying that is known.
    case expiry(UnderlyingID, Timestamp)
    indirect case terms(InstrumentID, Instrument)
    case index(UnderlyingID, Double)
    case mark(InstrumentID, Double)
    case forward(ExpiryID, Double)
    case volatility(InstrumentID, Double)
    /// The median of an index's sources; 0 where there is none any more.
    case sourceMedian(UnderlyingID, Double)
}
