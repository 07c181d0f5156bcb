package import MarginCore

/// One account on one underlying, charged by the scenario model from scratch: the shortest way from positions to margin.
package struct ScenarioBook {
    package struct Option {
        package var strike: Double
        package var volatility: Double
        package var isCall: Bool
        /// Signed quantity × multiplier.
        package var size: Double

        package init(strike: Double, volatility: Double, isCall: Bool, size: Double) {
            self.strike = strike
            self.volatility = volatility
            self.isCall = isCall
            self.size = size
        }
    }

    package let grid: ScenarioGrid
    package var holdings: ScenarioHoldings
    package var account = ScenarioModel.Account()
    /// Value of the options at present; USD.
    package private(set) var optionValue = 0.0
    package private(set) var expiries: [ScenarioExpiry] = []
    private var sums: [Double] = []

    package init(grid: ScenarioGrid, spot: Double) {
        self.grid = grid
        holdings = ScenarioHoldings(spot: spot)
    }

    /// Adds an expiry with its options and futures.
    package mutating func add(
        _ expiry: ScenarioRowBatch.Expiry, options: [Option], futures: ScenarioLinear = ScenarioLinear(),
        confidence: Double = 1
    ) {
        var sum = [Double](repeating: 0, count: grid.stride)
        var netByStrike: [(strike: Double, size: Double)] = []
        let rows = ScenarioBook.rows(of: options, expiry, grid: grid)
        for (i, option) in options.enumerated() {
            for place in sum.indices { sum[place] += option.size * rows[i * grid.stride + place] }
            if let known = netByStrike.firstIndex(where: { $0.strike == option.strike }) {
                netByStrike[known].size += option.size
            } else {
                netByStrike.append((option.strike, option.size))
            }
        }
        add(
            sum: sum, terms: ScenarioExpiryTerms(grid.pack, years: expiry.years, rate: expiry.rate), futures: futures,
            shortOptions: netByStrike.reduce(0) { $0 + max(0, -$1.size) },
            options: options.reduce(0) { $0 + $1.size.magnitude }, confidence: confidence)
    }

    /// Adds an expiry whose row sums are known.
    package mutating func add(
        sum: [Double], terms: ScenarioExpiryTerms, futures: ScenarioLinear = ScenarioLinear(), shortOptions: Double = 0,
        options: Double = 0, confidence: Double = 1
    ) {
        precondition(sum.count == grid.stride)
        var expiry = ScenarioExpiry(terms: terms)
        expiry.futures = futures
        expiry.shortOptions = shortOptions
        expiry.options = options
        expiry.confidence = confidence
        expiries.append(expiry)
        sums += sum
        optionValue += sum[ScenarioGrid.valuePlace]
    }

    /// The underlying weighed, and its profit by cell.
    package func weighed() -> (weighed: ScenarioModel.Weighed, profits: [Double]) {
        var profits = [Double](repeating: 0, count: grid.cells.count)
        let weighed = profits.withUnsafeMutableBufferPointer { profits in
            sums.withUnsafeBufferPointer { sums in
                expiries.withUnsafeBufferPointer { expiries in
                    // An account without options has no sums, and nothing reads them.
                    let unread = UnsafePointer(profits.baseAddress!)
                    return ScenarioModel.weigh(
                        holdings, expiries: expiries, sums: sums.baseAddress ?? unread, grid: grid,
                        profits: profits.baseAddress!)
                }
            }
        }
        return (weighed, profits)
    }

    package func charge() -> (charge: ScenarioModel.Charge, profits: [Double]) {
        let (charge, profits) = ScenarioBook.charge([self], account: account)
        return (charge, profits[0])
    }

    /// The charge of several underlyings together, of one pack; and each one's profit by cell.
    package static func charge(
        _ books: [ScenarioBook], account: ScenarioModel.Account = ScenarioModel.Account()
    ) -> (charge: ScenarioModel.Charge, profits: [[Double]]) {
        let parts = books.map { $0.weighed() }
        let profits = parts.flatMap(\.profits)
        let charge = parts.map(\.weighed).withUnsafeBufferPointer { weighed in
            profits.withUnsafeBufferPointer { profits in
                ScenarioModel.charge(
                    weighed, profits: profits.baseAddress!, cells: books[0].grid.cells.count, account: account,
                    pack: books[0].grid.pack)
            }
        }
        return (charge, parts.map(\.profits))
    }

    /// Each underlying's part of the worst loss.
    package static func shares(_ books: [ScenarioBook], in charge: ScenarioModel.Charge) -> [Double] {
        let parts = books.map { $0.weighed() }
        return parts.map(\.weighed).withUnsafeBufferPointer { weighed in
            parts.flatMap(\.profits).withUnsafeBufferPointer { profits in
                ScenarioModel.shares(
                    of: weighed, profits: profits.baseAddress!, cells: books[0].grid.cells.count, in: charge,
                    pack: books[0].grid.pack)
            }
        }
    }

    /// The rows of one unit of each option.
    package static func rows(
        of options: [Option], _ expiry: ScenarioRowBatch.Expiry, grid: ScenarioGrid, kernel: PricingKernel = .best
    ) -> [Double] {
        var batch = ScenarioRowBatch(stride: grid.stride, kernel: kernel)
        batch.prepare(expiry, grid: grid)
        var rows: [Double] = []
        var piece = [Double](repeating: 0, count: ScenarioRowBatch.capacity * grid.stride)
        for start in stride(from: 0, to: options.count, by: ScenarioRowBatch.capacity) {
            batch.removeAll()
            for option in options[start..<min(start + ScenarioRowBatch.capacity, options.count)] {
                batch.append(
                    strike: option.strike, logStrike: naturalLogarithm(option.strike), volatility: option.volatility,
                    isCall: option.isCall)
            }
            piece.withUnsafeMutableBufferPointer { batch.price(into: $0.baseAddress!) }
            rows += piece[..<(batch.count * grid.stride)]
        }
        return rows
    }
}
