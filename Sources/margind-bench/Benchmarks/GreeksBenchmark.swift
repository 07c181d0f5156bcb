import Glibc
import MarginCore

/// The cost of pricing options, for each build of the pricing kernel that this processor can run.
///
/// The book: five expiries of 80 options each, calls and puts on 40 strikes around a forward that moves a millionth with
/// every pass, so that nothing can be carried over. `Peers/greeks_quantlib.cpp` prices the same book.
struct GreeksBenchmark {
    struct Measurement {
        /// `greeks` (price, delta, gamma, vega and theta) or `risk` (price, cash delta, vega and the curvature of a move up
        /// and down, at three forwards: what margin needs).
        var task: String
        /// Of `PricingKernel`.
        var kernel: String
        /// CPU time of an option, in nanoseconds, by repetition.
        var nanosecondsPerOption: [Double]
        /// The sum of every result of the last pass: equal for all kernels, to the last bit.
        var checksum: Double
    }

    static let expiries: [Double] = [1.0 / 52, 1.0 / 12, 0.25, 0.5, 1]
    static let strikesPerExpiry = 40
    static var optionCount: Int { expiries.count * strikesPerExpiry * 2 }

    /// Passes over the book in a repetition.
    var passes = 2000
    var repetitions = 9

    /// Measures every kernel in turn, once per repetition, so that a busy machine slows all of them alike.
    func run() -> [Measurement] {
        var results: [Measurement] = []
        for kernel in PricingKernel.supported {
            for task in ["greeks", "risk"] {
                results.append(Measurement(task: task, kernel: kernel.name, nanosecondsPerOption: [], checksum: 0))
            }
        }
        for _ in 0..<repetitions {
            for (place, kernel) in PricingKernel.supported.enumerated() {
                for (offset, pass) in [greeks(kernel), risk(kernel)].enumerated() {
                    results[2 * place + offset].nanosecondsPerOption.append(pass.nanosecondsPerOption)
                    results[2 * place + offset].checksum = pass.checksum
                }
            }
        }
        return results
    }

    private static func strike(_ index: Int) -> Double { 50_000 * (0.6 + 0.02 * Double(index)) }
    private static func volatility(_ index: Int, _ expiry: Int) -> Double {
        0.5 + 0.01 * Double(expiry) + 0.0005 * Double((index - 20) * (index - 20))
    }
    /// The forward of an expiry in a pass: spot with a carry of 5 % a year.
    private static func forward(_ expiry: Int, _ pass: Int) -> Double {
        50_000 * (1 + 1e-6 * Double(pass)) * (1 + 0.05 * expiries[expiry])
    }

    private func greeks(_ kernel: PricingKernel) -> (nanosecondsPerOption: Double, checksum: Double) {
        let expiries = Self.expiries
        // By pointer, since chains cannot be copied into a list.
        let chains = UnsafeMutablePointer<OptionChain>.allocate(capacity: expiries.count)
        for expiry in expiries.indices {
            (chains + expiry).initialize(to: OptionChain(capacity: Self.strikesPerExpiry * 2, kernel: kernel))
            for index in 0..<Self.strikesPerExpiry {
                for right in [Instrument.Right.call, .put] {
                    chains[expiry].append(
                        strike: Self.strike(index), volatility: Self.volatility(index, expiry), right: right)
                }
            }
        }
        defer {
            chains.deinitialize(count: expiries.count)
            chains.deallocate()
        }
        let rootYears = expiries.map { $0.squareRoot() }
        var forwards = [Double](repeating: 0, count: expiries.count)
        var logForwards = forwards

        let start = processorTime()
        for pass in 0..<passes {
            for expiry in forwards.indices {
                forwards[expiry] = Self.forward(expiry, pass)
                logForwards[expiry] = naturalLogarithm(forwards[expiry])
            }
            for expiry in forwards.indices {
                chains[expiry].price(
                    forward: forwards[expiry], logForward: logForwards[expiry], rootYears: rootYears[expiry])
            }
        }
        let seconds = processorTime() - start
        var checksum = 0.0
        for expiry in expiries.indices {
            for place in 0..<chains[expiry].count {
                let greeks = chains[expiry][place]
                checksum += greeks.price + greeks.delta + greeks.gamma + greeks.vega + greeks.theta
            }
        }
        return (seconds / Double(passes * Self.optionCount) * 1e9, checksum)
    }

    /// With gathering the options and reading the results, as the book does.
    private func risk(_ kernel: PricingKernel) -> (nanosecondsPerOption: Double, checksum: Double) {
        struct Terms {
            var expiry: Int
            var strike: Double
            var logStrike: Double
            var deviation: Double
            var isCall: Bool
        }
        var terms: [Terms] = []
        for (expiry, years) in Self.expiries.enumerated() {
            for index in 0..<Self.strikesPerExpiry {
                for isCall in [true, false] {
                    terms.append(
                        Terms(
                            expiry: expiry, strike: Self.strike(index), logStrike: naturalLogarithm(Self.strike(index)),
                            deviation: Self.volatility(index, expiry) * years.squareRoot(), isCall: isCall))
                }
            }
        }
        var batch = OptionBatch(kernel: kernel)
        let shock = PriceShock(size: 0.15)
        var risks = [OptionRisk?](repeating: nil, count: terms.count)
        var forwards = [Double](repeating: 0, count: Self.expiries.count)
        var logForwards = forwards

        let start = processorTime()
        for pass in 0..<passes {
            for expiry in forwards.indices {
                forwards[expiry] = Self.forward(expiry, pass)
                logForwards[expiry] = naturalLogarithm(forwards[expiry])
            }
            for option in terms.indices {
                batch.append(
                    label: Int32(option), strike: terms[option].strike, logStrike: terms[option].logStrike,
                    deviation: terms[option].deviation, forward: forwards[terms[option].expiry],
                    logForward: logForwards[terms[option].expiry], scale: 1, isCall: terms[option].isCall)
                guard batch.isFull || option == terms.count - 1 else { continue }
                batch.price(shock: shock)
                for place in 0..<batch.count { risks[Int(batch.label(at: place))] = batch[place] }
                batch.removeAll()
            }
        }
        let seconds = processorTime() - start
        var checksum = 0.0
        for case let risk? in risks {
            checksum += risk.value + risk.cashDelta + risk.relativeVega + risk.curvatureUp + risk.curvatureDown
        }
        return (seconds / Double(passes * terms.count) * 1e9, checksum)
    }

    /// CPU time of this process, in seconds.
    private func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
    }
}
