import CPricingKernel

/// The rows of options of one expiry, many at a time.
///
/// `prepare` for an expiry, append its options, `price` into rows; `removeAll` before the next options or the next
/// expiry. A row depends on its own option and the expiry only. One row costs about as much as its length in options.
package struct ScenarioRowBatch: ~Copyable {
    package static let capacity = 64

    /// An expiry as its options see it.
    package struct Expiry: BitwiseCopyable, Sendable {
        /// F, positive.
        package var forward: Double
        /// The part of F that no shock moves (settlement prices that are fixed already), in 0...F.
        package var fixed = 0.0
        /// T; 0 gives intrinsic values.
        package var years: Double
        /// r a year, not negative.
        package var rate = 0.0
        /// What a unit of price is worth: 1, or S ÷ F where it is paid in coin.
        package var scale = 1.0
        /// Whether the contract is settled in coin.
        package var isInverse = false

        package init(forward: Double, years: Double) {
            self.forward = forward
            self.years = years
        }
    }

    package private(set) var count = 0
    private let kernel: PricingKernel
    let stride: Int
    /// Columns of `stride` numbers, one for each field of `pk_shocks`.
    let shocks: UnsafeMutablePointer<Double>
    /// Columns of `capacity` numbers: strike, ln strike, volatility, sign.
    private let options: UnsafeMutablePointer<Double>

    enum Column {
        static let forward = 0
        static let logForward = 1
        static let rootYears = 2
        static let volatilityFactor = 3
        static let volatilityFloor = 4
        static let skewSlope = 5
        static let skewCap = 6
        static let isAbsolute = 7
        static let scale = 8
        static let count = 9
    }

    /// - Parameter stride: `ScenarioGrid.stride` of the grids it is used with.
    package init(stride: Int, kernel: PricingKernel = .best) {
        precondition(stride % pk_row_group == 0, "rows are whole groups")
        self.kernel = kernel
        self.stride = stride
        shocks = .allocate(capacity: Column.count * stride)
        shocks.initialize(repeating: 1, count: Column.count * stride)
        options = .allocate(capacity: 4 * ScenarioRowBatch.capacity)
        options.initialize(repeating: 1, count: 4 * ScenarioRowBatch.capacity)
    }

    deinit {
        shocks.deallocate()
        options.deallocate()
    }

    package var isFull: Bool { count == ScenarioRowBatch.capacity }

    package mutating func removeAll() { count = 0 }

    /// Works out what the shocks make of an expiry.
    package mutating func prepare(_ expiry: Expiry, grid: borrowing ScenarioGrid) {
        precondition(grid.stride == stride, "a batch serves grids of one width")
        let term = TermShock(grid.pack, years: expiry.years)
        let logForward = naturalLogarithm(expiry.forward)
        let variable = expiry.forward - expiry.fixed
        let scale = expiry.scale * exponential(-expiry.rate * expiry.years)
        let rootYears = expiry.years.squareRoot()
        let isInCoin = expiry.isInverse && grid.pack.numeraire == .coin
        for place in 0..<stride {
            let factor = grid.factors[place]
            let cell = shocks + place
            if expiry.fixed > 0 {
                let forward = variable * factor + expiry.fixed
                cell[Column.forward * stride] = forward
                cell[Column.logForward * stride] = naturalLogarithm(forward)
            } else {
                cell[Column.forward * stride] = expiry.forward * factor
                cell[Column.logForward * stride] = logForward + grid.logFactors[place]
            }
            let days = grid.days[place]
            cell[Column.rootYears * stride] =
                days > 0 ? max(0, expiry.years - days / 365).squareRoot() : rootYears
            let volatility = term[grid.volatilities[place]]
            cell[Column.volatilityFactor * stride] = volatility.factor
            cell[Column.volatilityFloor * stride] = volatility.floor
            cell[Column.skewSlope * stride] = volatility.skewSlope
            cell[Column.skewCap * stride] = volatility.skewCap
            cell[Column.isAbsolute * stride] = grid.volatilities[place] == .absoluteSkew ? 1 : 0
            cell[Column.scale * stride] = isInCoin ? scale / factor : scale
        }
    }

    /// Adds an option of the expiry; the batch must not be full.
    ///
    /// - Parameters:
    ///   - strike: K, positive, and its logarithm.
    ///   - volatility: Annualised, as a fraction; positive.
    @inline(__always)
    package mutating func append(strike: Double, logStrike: Double, volatility: Double, isCall: Bool) {
        assert(!isFull)
        let option = options + count
        option[0] = strike
        option[ScenarioRowBatch.capacity] = logStrike
        option[2 * ScenarioRowBatch.capacity] = volatility
        option[3 * ScenarioRowBatch.capacity] = isCall ? 1 : -1
        count += 1
    }

    /// The values of one unit of each option, USD: `count` rows, side by side in the order in which they were appended.
    ///
    /// - Parameter rows: Room for `count` × stride numbers.
    package func price(into rows: UnsafeMutablePointer<Double>) {
        guard count > 0 else { return }
        let size = ScenarioRowBatch.capacity
        var strikes = pk_strikes(
            strike: options, log_strike: options + size, volatility: options + 2 * size, sign: options + 3 * size)
        var shocked = pk_shocks(
            count: stride, forward: column(Column.forward), log_forward: column(Column.logForward),
            root_years: column(Column.rootYears), volatility_factor: column(Column.volatilityFactor),
            volatility_floor: column(Column.volatilityFloor), skew_slope: column(Column.skewSlope),
            skew_cap: column(Column.skewCap), is_absolute: column(Column.isAbsolute), scale: column(Column.scale))
        pk_option_rows(kernel.variant, count, &strikes, &shocked, rows, stride)
    }

    private func column(_ index: Int) -> UnsafeMutablePointer<Double> { shocks + index * stride }
}
