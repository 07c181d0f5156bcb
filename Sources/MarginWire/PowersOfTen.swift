/// The powers of ten that are exact, where the loops over a line have them at hand without a check.
struct PowersOfTen: ~Copyable {
    /// 10^0 to 10^19.
    let integers: UnsafeMutablePointer<UInt64>
    /// The same.
    let doubles: UnsafeMutablePointer<Double>

    init() {
        integers = .allocate(capacity: 20)
        doubles = .allocate(capacity: 20)
        var power: UInt64 = 1
        for exponent in 0..<20 {
            (integers + exponent).initialize(to: power)
            (doubles + exponent).initialize(to: Double(power))
            power = power &* 10
        }
    }

    deinit {
        integers.deallocate()
        doubles.deallocate()
    }
}
