import CPricingKernel

/// What one unit of an option is worth and risks: its price and derivatives, times what a unit of price is worth, each
/// within ±1e120.
package struct OptionRisk: Equatable, Sendable {
    /// The price.
    package var value: Double
    /// F·∂/∂F of it.
    package var cashDelta: Double
    /// σ·∂/∂σ of it.
    package var relativeVega: Double
    /// What is lost beyond delta when the forward moves up, and down: −(price after − price ∓ RW·cash delta).
    package var curvatureUp: Double
    package var curvatureDown: Double
    /// F²·∂²/∂F² of the price.
    package var cashGamma: Double
    /// F·∂/∂F of `relativeVega`, `curvatureUp` and `curvatureDown`.
    package var vegaSlope: Double
    package var curvatureUpSlope: Double
    package var curvatureDownSlope: Double
}

/// Options gathered side by side, to be priced in one go.
///
/// Append up to `capacity` options, whichever they are; `price` values them, for one shock after another if need be;
/// read the results by place; `removeAll` for the next ones. A result depends on the inputs of its own option only, so
/// that any selection in any order gives the same bits. One option costs about as much as eight.
package struct OptionBatch: ~Copyable {
    package static let capacity = 64

    package private(set) var count = 0
    private let kernel: PricingKernel
    /// Columns of `capacity` numbers: first the inputs, then the results.
    private let columns: UnsafeMutablePointer<Double>
    private let labels: UnsafeMutablePointer<Int32>

    private enum Column {
        static let strike = 0
        static let logStrike = 1
        static let deviation = 2
        static let forward = 3
        static let logForward = 4
        static let scale = 5
        static let sign = 6
        static let value = 7
        static let cashDelta = 8
        static let relativeVega = 9
        static let curvatureUp = 10
        static let curvatureDown = 11
        static let cashGamma = 12
        static let vegaSlope = 13
        static let curvatureUpSlope = 14
        static let curvatureDownSlope = 15
        static let count = 16
    }

    package init(kernel: PricingKernel = .best) {
        self.kernel = kernel
        // The kernel works on whole groups: what was never set has to be numbers.
        columns = .allocate(capacity: Column.count * OptionBatch.capacity)
        columns.initialize(repeating: 1, count: Column.count * OptionBatch.capacity)
        labels = .allocate(capacity: OptionBatch.capacity)
        labels.initialize(repeating: 0, count: OptionBatch.capacity)
    }

    deinit {
        columns.deallocate()
        labels.deallocate()
    }

    package var isFull: Bool {
        @inline(__always) get { count == OptionBatch.capacity }
    }

    package mutating func removeAll() { count = 0 }

    /// Adds an option; the batch must not be full.
    ///
    /// - Parameters:
    ///   - label: Whatever helps to know the option again; see `label(at:)`.
    ///   - strike: K, positive, and its logarithm.
    ///   - deviation: σ√T, the standard deviation to expiry; positive.
    ///   - forward: F of the expiry, positive, and its logarithm.
    ///   - scale: What a unit of price is worth: 1, or S ÷ F where it is paid in coin.
    @inline(__always)
    package mutating func append(
        label: Int32, strike: Double, logStrike: Double, deviation: Double, forward: Double, logForward: Double,
        scale: Double, isCall: Bool
    ) {
        assert(!isFull)
        let place = columns + count
        place[Column.strike * OptionBatch.capacity] = strike
        place[Column.logStrike * OptionBatch.capacity] = logStrike
        place[Column.deviation * OptionBatch.capacity] = deviation
        place[Column.forward * OptionBatch.capacity] = forward
        place[Column.logForward * OptionBatch.capacity] = logForward
        place[Column.scale * OptionBatch.capacity] = scale
        place[Column.sign * OptionBatch.capacity] = isCall ? 1 : -1
        labels[count] = label
        count += 1
    }

    /// Works out the risk of all options for one shock.
    package mutating func price(shock: PriceShock) {
        guard count > 0 else { return }
        var options = pk_options(
            strike: column(Column.strike), log_strike: column(Column.logStrike), deviation: column(Column.deviation),
            forward: column(Column.forward), log_forward: column(Column.logForward), scale: column(Column.scale),
            sign: column(Column.sign))
        var risks = pk_risks(
            value: column(Column.value), cash_delta: column(Column.cashDelta),
            relative_vega: column(Column.relativeVega), curvature_up: column(Column.curvatureUp),
            curvature_down: column(Column.curvatureDown),
            cash_gamma: column(Column.cashGamma), vega_slope: column(Column.vegaSlope),
            curvature_up_slope: column(Column.curvatureUpSlope),
            curvature_down_slope: column(Column.curvatureDownSlope))
        var shock = shock.kernel
        pk_option_risks(kernel.variant, count, &options, &shock, &risks)
    }

    /// What the option at a place was labelled.
    @inline(__always)
    package func label(at place: Int) -> Int32 {
        assert(place < count)
        return labels[place]
    }

    /// The risk of the option at a place, for the shock last priced.
    package subscript(place: Int) -> OptionRisk {
        @inline(__always) get {
            assert(place < count)
            let lane = columns + place
            return OptionRisk(
                value: lane[Column.value * OptionBatch.capacity],
                cashDelta: lane[Column.cashDelta * OptionBatch.capacity],
                relativeVega: lane[Column.relativeVega * OptionBatch.capacity],
                curvatureUp: lane[Column.curvatureUp * OptionBatch.capacity],
                curvatureDown: lane[Column.curvatureDown * OptionBatch.capacity],
                cashGamma: lane[Column.cashGamma * OptionBatch.capacity],
                vegaSlope: lane[Column.vegaSlope * OptionBatch.capacity],
                curvatureUpSlope: lane[Column.curvatureUpSlope * OptionBatch.capacity],
                curvatureDownSlope: lane[Column.curvatureDownSlope * OptionBatch.capacity])
        }
    }

    private func column(_ index: Int) -> UnsafeMutablePointer<Double> { columns + index * OptionBatch.capacity }
}
