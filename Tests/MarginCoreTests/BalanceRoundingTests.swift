import MarginCore
import Testing

/// The expected numbers are plain arithmetic.
@Suite("A balance too large for eighteen decimals")
struct BalanceRoundingTests {
    private func number(_ digits: Int128, _ exponent: Int32) -> Decimal {
        Decimal(coefficient: digits, exponent: exponent)
    }

    @Test("keeps the digits that fit, rounded, instead of refusing the payment")
    func keeps38Digits() {
        // 987654321098765432109 units and 0.000000000000000001 more: 39 digits at 18 decimals.
        let large = number(987_654_321_098_765_432_109, 0)
        #expect(large.balance(after: number(1, -18)) == large)
        // 0.49 and 0.51 of the last digit that is kept, 10^-16.
        #expect(large.balance(after: number(49, -18)) == large)
        #expect(large.balance(after: number(51, -18)) == number(9_876_543_210_987_654_321_090_000_000_000_000_001, -16))
        // What does fit is kept to the last digit.
        #expect(large.balance(after: number(5, -17)) == large.adding(number(5, -17)))
    }

    @Test("takes a payment of every size that a line can cause")
    func takesEverySize() {
        #expect(number(9, 30).balance(after: number(1, -30)) == number(9, 30))
        #expect(number(-9, 30).balance(after: number(9, 30)) == .zero)
        #expect(Decimal.cashFlow([number(9, 30), number(9, 30), number(9, 30)]) == number(729, 90))
        #expect(
            Decimal.cashFlow([number(1, 30), number(1, 0)], dividedBy: [number(3, 0)])
                == number(33_333_333_333_333_333_333_333_333_333_333_333_333, -8))
    }

    @Test("is rounded once: a payment just above half of the last decimal is no tie")
    func roundedOnce() {
        // 1 and 0.5·10^-18 and 10^-40: 41 digits, of which nineteen decide.
        #expect(
            Decimal.one.balance(after: number(5_000_000_000_000_000_000_001, -40))
                == number(1_000_000_000_000_000_001, -18))
        #expect(Decimal.one.balance(after: number(4_999_999_999_999_999_999_999, -40)) == .one)
    }

    @Test("keeps its eighteen decimals where they fit")
    func keepsEighteenDecimals() {
        #expect(
            number(12_345_678_901_234_567_890, 0).balance(after: number(1, -18))
                == number(12_345_678_901_234_567_890_000_000_000_000_000_001, -18))
    }
}
