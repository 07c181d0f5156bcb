import CPricingKernel

/// The Black-76 price of an option and its derivatives, undiscounted, in the forward's currency.
package struct Greeks: Equatable, Sendable {
    package var price: Double
    /// ∂B/∂F: N(d1), for a put −N(−d1).
    package var delta: Double
    /// ∂²B/∂F².
    package var gamma: Double
    /// ∂B/∂σ, for 1.00 of volatility.
    package var vega: Double
    /// −∂B/∂T, for a year; not positive.
    package var theta: Double
}

/// The options of one expiry side by side, and their greeks: one exponential for each option, no branch.
///
/// Accuracy, checked against 40 digits in `OptionChainTests`: the price within 1e-15 × (forward + strike), where it is at
/// most the forward within 1e-14 × forward.
package struct OptionChain: ~Copyable {
    package let capacity: Int
    package private(set) var count = 0
    private let kernel: PricingKernel
    /// Columns of `stride` numbers: strike, ln strike, volatility, its reciprocal, sign; then the results in the order of `Greeks`.
    private let columns: UnsafeMutablePointer<Double>
    private let stride: Int

    private static let inputs = 5
    private static let results = 5

    /// - Parameter capacity: Options that the chain can hold.
    package init(capacity: Int, kernel: PricingKernel = .best) {
        self.capacity = capacity
        self.kernel = kernel
        // The kernel works on whole groups: what was never set has to be numbers.
        let group = pk_group
        stride = (capacity + group - 1) / group * group
        let size = (OptionChain.inputs + OptionChain.results) * stride
        columns = .allocate(capacity: size)
        columns.initialize(repeating: 1, count: size)
    }

    deinit { columns.deallocate() }

    /// Adds an option; there must be room for it.
    ///
    /// - Parameters:
    ///   - strike: Positive.
    ///   - volatility: Annualised, as a fraction; positive.
    package mutating func append(strike: Double, volatility: Double, right: Instrument.Right) {
        precondition(count < capacity, "a chain holds as many options as it was made for")
        columns[count] = strike
        columns[stride + count] = naturalLogarithm(strike)
        columns[2 * stride + count] = volatility
        columns[3 * stride + count] = 1 / volatility
        columns[4 * stride + count] = right == .call ? 1 : -1
        count += 1
    }

    /// Works out the greeks of all options.
    ///
    /// - Parameters:
    ///   - forward: F of the expiry, positive, and its logarithm.
    ///   - rootYears: The square root of the time to expiry; positive.
    package mutating func price(forward: Double, logForward: Double, rootYears: Double) {
        var chain = pk_chain(
            forward: forward, log_forward: logForward, root_years: rootYears, strike: columns,
            log_strike: columns + stride, volatility: columns + 2 * stride, inverse_volatility: columns + 3 * stride,
            sign: columns + 4 * stride)
        let results = columns + OptionChain.inputs * stride
        var greeks = pk_greeks(
            price: results, delta: results + stride, gamma: results + 2 * stride, vega: results + 3 * stride,
            theta: results + 4 * stride)
        pk_chain_greeks(kernel.variant, count, &chain, &greeks)
    }

    /// The greeks of the option at a place, as last priced.
    package subscript(place: Int) -> Greeks {
        precondition(place >= 0 && place < count)
        let lane = columns + OptionChain.inputs * stride + place
        return Greeks(
            price: lane[0], delta: lane[stride], gamma: lane[2 * stride], vega: lane[3 * stride],
            theta: lane[4 * stride])
    }
}
