extension Decimal {
    /// `Πnumerators ÷ Πdenominators`, rounded half to even to `balancePlaces` decimals, or to 38 digits where those would be
    /// more: from 1e20 units on, so that no holding however absurd stands in the way of everybody else's settlement.
    ///
    /// The product is formed exactly (up to 512 bits) and rounded once, at the end: this is how every cash flow of
    /// the ledger is computed, so that a premium of `0.0215 × 3` is `0.0645` and nothing beside it.
    ///
    /// - Parameters:
    ///   - denominators: Not zero; none for a plain product.
    /// - Returns: `nil` where a denominator is zero, or 512 bits do not hold the exact product.
    package static func cashFlow(_ numerators: [Decimal], dividedBy denominators: [Decimal] = []) -> Decimal? {
        var product = WideMagnitude(1)
        var divisor: UInt128 = 1
        var power = balancePlaces
        var isNegative = false
        for factor in numerators {
            if factor.isZero { return .zero }
            guard product.multiply(by: factor.coefficient.magnitude) else { return nil }
            power += factor.exponent
            isNegative = isNegative != factor.isNegative
        }
        for factor in denominators {
            let (wider, overflow) = divisor.multipliedReportingOverflow(by: factor.coefficient.magnitude)
            if overflow || factor.isZero { return nil }
            divisor = wider
            power -= factor.exponent
            isNegative = isNegative != factor.isNegative
        }

        // value = product × 10^power ÷ divisor, in units of 10^-balancePlaces.
        while power > 0 {
            let step = min(power, 38)
            guard product.multiply(by: powerOfTen(Int(step))) else { return nil }
            power -= step
        }
        var isInexact = false
        var remainder = product.divide(by: divisor)
        while power < 0 {
            isInexact = isInexact || remainder != 0
            let step = min(-power, 38)
            divisor = powerOfTen(Int(step))
            remainder = product.divide(by: divisor)
            power += step
        }

        var places = balancePlaces
        while (product.value ?? .max) >= largestMagnitude {
            isInexact = isInexact || remainder != 0
            divisor = 10
            remainder = product.divide(by: divisor)
            places -= 1
        }
        guard var magnitude = product.value else { return nil }
        let rest = divisor - remainder  // compares remainder with half the divisor without doubling it
        let isAboveHalf = remainder > rest || (remainder == rest && isInexact)
        let isHalf = remainder == rest && !isInexact
        if isAboveHalf || (isHalf && magnitude & 1 == 1) { magnitude += 1 }
        let coefficient = Int128(magnitude)
        return Decimal(coefficient: isNegative ? -coefficient : coefficient, exponent: -places)
    }

    /// 10^38: coefficients stay below.
    private static let largestMagnitude = powerOfTen(38)

    /// This balance and a payment to it, rounded half to even to the decimals of a balance, or to 38 digits.
    package func balance(after payment: Decimal) -> Decimal? {
        if let sum = adding(payment) { return sum.roundedToBalance }
        // The two are so far apart that no decimal holds every digit of both: they are rounded to where the larger one's
        // 36th digit stands, but not below the last decimal of a balance, so that nothing is rounded twice.
        let unit = Swift.max(leadingPlace - 36, payment.leadingPlace - 36, -Decimal.balancePlaces)
        guard let a = rounded(toUnit: unit), let b = payment.rounded(toUnit: unit) else { return nil }
        return a.adding(b)?.roundedToBalance
    }

    /// This number rounded half to even to a multiple of 10^unit.
    private func rounded(toUnit unit: Int32) -> Decimal? {
        guard exponent < unit else { return self }
        let scaled = Decimal.cashFlow([
            Decimal(coefficient: coefficient, exponent: exponent - unit - Decimal.balancePlaces)
        ])
        return scaled.map { Decimal(coefficient: $0.coefficient, exponent: $0.exponent + unit + Decimal.balancePlaces) }
    }

    /// This number rounded half to even to the decimals of a balance.
    package var roundedToBalance: Decimal? {
        exponent >= -Decimal.balancePlaces ? self : Decimal.cashFlow([self])
    }
}

/// An unsigned integer of 512 bits: wide enough for four factors of 38 digits.
struct WideMagnitude {
    /// Least significant first.
    private var limbs: (UInt128, UInt128, UInt128, UInt128)

    init(_ value: UInt128) { limbs = (value, 0, 0, 0) }

    /// The value, where it fits one limb.
    var value: UInt128? { limbs.1 == 0 && limbs.2 == 0 && limbs.3 == 0 ? limbs.0 : nil }

    /// Multiplies in place; `false`, and the value is void, where 512 bits do not hold the product.
    mutating func multiply(by factor: UInt128) -> Bool {
        var carry: UInt128 = 0
        func step(_ limb: inout UInt128) {
            let (high, low) = limb.multipliedFullWidth(by: factor)
            let (sum, overflow) = low.addingReportingOverflow(carry)
            limb = sum
            carry = high + (overflow ? 1 : 0)  // high ≤ 2^128 − 2, so this cannot overflow
        }
        step(&limbs.0)
        step(&limbs.1)
        step(&limbs.2)
        step(&limbs.3)
        return carry == 0
    }

    /// Divides in place by `divisor` (not zero), rounding down, and returns the remainder.
    mutating func divide(by divisor: UInt128) -> UInt128 {
        var remainder: UInt128 = 0
        func step(_ limb: inout UInt128) {
            // remainder < divisor, so the quotient fits one limb.
            let (quotient, rest) = divisor.dividingFullWidth((remainder, limb))
            limb = quotient
            remainder = rest
        }
        step(&limbs.3)
        step(&limbs.2)
        step(&limbs.1)
        step(&limbs.0)
        return remainder
    }
}
