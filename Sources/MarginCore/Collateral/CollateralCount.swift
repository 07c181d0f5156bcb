/// What an account's positive balances count together, under caps and concentration limits.
///
/// With w(i) for what asset i counts after haircuts and cap, and s(i) for its share, the collateral that counts is the
/// largest X with
///
///     X = Σ min(w(i), s(i)·X)
///
/// and asset i counts min(w(i), s(i)·X): at most its share of what counts in the end, not of what was there before. The
/// right side is concave and rises from 0, so there is one X above 0 or none. It is found in closed form: with the assets
/// in the order of w/s, largest first, the first k of them are the ones that are cut, and
///
///     X = Σ_{i>k} w(i) / (1 − Σ_{i≤k} s(i))
///
/// for the first k at which asset k+1 is not cut. X rises with every w: more collateral never counts less. Where every
/// asset is limited and the shares of those held come to less than 1, nothing counts: no part of it can be within its
/// share of the rest.
package struct CollateralCount: Sendable {
    /// One positive balance; USD.
    package struct Part: Equatable, Sendable {
        /// The asset, among the underlyings.
        package var asset: UnderlyingID
        /// USD per unit.
        package var price: Double
        /// Amount · price.
        package var value: Double
        package var afterHaircuts: Double
        /// w: after haircuts and cap.
        package var capped: Double
        /// Share of the whole; 1 for no limit.
        package var share: Double
        /// What counts.
        package var counted: Double
    }

    package private(set) var parts: [Part] = []
    /// The parts that a limit may cut, and those that none does, by w/s.
    private var order: [Int] = []
    private var rest: [Double] = []

    package init() {}

    package mutating func removeAll() { parts.removeAll(keepingCapacity: true) }

    /// Adds a positive balance of `value` USD; call `settle` after the last.
    package mutating func add(_ asset: UnderlyingID, price: Double, value: Double, _ terms: CollateralTerms) {
        let afterHaircuts = terms.afterHaircuts(value)
        let capped = min(afterHaircuts, terms.cap)
        parts.append(
            Part(
                asset: asset, price: price, value: value, afterHaircuts: afterHaircuts, capped: capped,
                share: terms.share, counted: capped))
    }

    /// Cuts what is above its share, and returns what counts together, USD.
    package mutating func settle() -> Double {
        if parts.contains(where: { $0.share < 1 }) {
            let whole = fixedPoint()
            for place in parts.indices where parts[place].share < 1 {
                parts[place].counted = min(parts[place].capped, parts[place].share * whole)
            }
        }
        return parts.reduce(0) { $0 + $1.counted }
    }

    /// X.
    private mutating func fixedPoint() -> Double {
        order.removeAll(keepingCapacity: true)
        for place in parts.indices where parts[place].capped > 0 { order.append(place) }
        // Stable, so that ties have one order.
        order.sort { a, b in
            let (x, y) = (parts[a].capped / parts[a].share, parts[b].capped / parts[b].share)
            return x != y ? x > y : a < b
        }
        // rest[k] = Σ_{i≥k} w(i), from the smallest on.
        rest.removeAll(keepingCapacity: true)
        var sum = 0.0
        for place in order.reversed() {
            sum += parts[place].capped
            rest.append(sum)
        }
        rest.reverse()

        var whole = rest.first ?? 0
        var shares = 0.0
        for (cut, place) in order.enumerated() {
            guard parts[place].capped > parts[place].share * whole else { break }
            shares += parts[place].share
            // Only rounding can bring shares that are cut to 1 together.
            guard shares < 1 else { break }
            whole = (cut + 1 < rest.count ? rest[cut + 1] : 0) / (1 - shares)
        }
        return whole
    }
}
