/// Several accounts' positions in one contract as one: opposite quantities close each other.
struct NettedPosition: Equatable {
    /// Signed, in contracts; zero where long and short are as much.
    var quantity: Decimal
    /// The average entry of the larger side, as a trade averages it.
    var entry: Double
    /// What the contracts that close each other have gained, in the contract's currency: what the accounts would realise
    /// together if all of them closed at one price. Zero of anything but perpetuals and futures.
    var lockedIn: Decimal

    /// - Parameters:
    ///   - positions: Of one contract, in a stated order; `nil` is returned where there is none.
    ///   - terms: `nil` while the symbol is not defined.
    init?(_ positions: [Ledger.Position], terms: Instrument?) {
        guard !positions.isEmpty else { return nil }
        let isDelta = terms?.kind == .perpetual || terms?.kind == .future
        let isHarmonic = isDelta && terms?.isInverse == true
        var long = Side(isHarmonic: isHarmonic)
        var short = Side(isHarmonic: isHarmonic)
        for position in positions {
            if position.quantity.isNegative { short.add(position) } else { long.add(position) }
        }
        quantity = long.quantity.roundedSum(short.quantity)
        let isLong = short.quantity.magnitude <= long.quantity.magnitude
        entry = isLong ? long.entry : short.entry
        lockedIn = .zero
        if isDelta, let terms, !long.quantity.isZero, !short.quantity.isZero {
            lockedIn = NettedPosition.lockedIn(
                isLong ? short.quantity.magnitude : long.quantity, terms, entry: long.entry, exit: short.entry)
        }
    }

    /// What `quantity` contracts bought at `entry` and sold at `exit` gain; exactly, or as the nearest double where an absurd
    /// one has more digits than any decimal.
    private static func lockedIn(_ quantity: Decimal, _ terms: Instrument, entry: Double, exit: Double) -> Decimal {
        if let exact = Trade.realised(quantity, of: terms, entry: entry, exit: exit) { return exact }
        let size = quantity.doubleValue * terms.multiplier.doubleValue
        let gain = terms.isInverse ? size * (1 / entry - 1 / exit) : size * (exit - entry)
        return Decimal(shortest: gain)?.roundedToBalance ?? .zero
    }

    /// The long or the short positions.
    private struct Side {
        let isHarmonic: Bool
        var quantity = Decimal.zero
        private var weight = 0.0
        private var weighted = 0.0
        private var lowest = Double.infinity
        private var highest = 0.0

        init(isHarmonic: Bool) { self.isHarmonic = isHarmonic }

        mutating func add(_ position: Ledger.Position) {
            quantity = quantity.roundedSum(position.quantity)
            let size = position.quantity.magnitude.doubleValue
            weight += size
            weighted += isHarmonic ? size / position.entry : size * position.entry
            lowest = min(lowest, position.entry)
            highest = max(highest, position.entry)
        }

        /// An average lies between its parts, also after rounding: a single position keeps its entry to the last bit.
        var entry: Double {
            let average = isHarmonic ? weight / weighted : weighted / weight
            return min(max(average, lowest), highest)
        }
    }
}

/// What a group's netted positions in one contract have locked in.
package struct LockedIn: Equatable, Sendable {
    var instrument: InstrumentID
    /// The contract's currency.
    var currency: UnderlyingID
    /// To 18 decimals; never zero.
    var amount: Decimal
}

extension Decimal {
    /// The sum of amounts that nobody may refuse: exact where 38 digits hold it, else both rounded half to even to where the
    /// larger one's 36th digit stands.
    func roundedSum(_ other: Decimal) -> Decimal {
        if let sum = adding(other) { return sum }
        let larger = leadingPlace >= other.leadingPlace ? self : other
        let unit = larger.leadingPlace - 36
        return roundedHalfToEven(toUnit: unit).adding(other.roundedHalfToEven(toUnit: unit)) ?? larger
    }

    /// This number rounded to a multiple of 10^unit.
    private func roundedHalfToEven(toUnit unit: Int32) -> Decimal {
        guard exponent < unit else { return self }
        guard unit - exponent <= 38 else { return .zero }
        let divisor = Int128(Decimal.powerOfTen(Int(unit - exponent)))
        let (quotient, remainder) = coefficient.quotientAndRemainder(dividingBy: divisor)
        let rest = Int128(divisor.magnitude - remainder.magnitude)
        let distance = Int128(remainder.magnitude)
        let isUp = distance > rest || (distance == rest && quotient % 2 != 0)
        return Decimal(coefficient: isUp ? quotient + coefficient.signum() : quotient, exponent: unit)
    }
}
