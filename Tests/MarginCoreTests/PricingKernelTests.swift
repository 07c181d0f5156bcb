import MarginCore
import MarginTesting
import Testing

/// Every build of the kernel, against each other and against options priced one by one. The options are hostile: forwards
/// of 1e-9…1e12, strikes a millionth to a million times that, deviations of 1e-8…30.
@Suite("The pricing kernel")
struct PricingKernelTests {
    private static let seed: UInt64 = 76

    @Test("Every variant gives the recorded bits", arguments: PricingKernel.supported.map(\.name))
    func digest(name: String) throws {
        let kernel = try #require(PricingKernel.supported.first { $0.name == name })
        var digest = Digest()
        for risk in Self.risks(of: hostileOptions(seed: Self.seed), kernel) { digest.add(risk) }
        // That of the Swift code which priced options one by one before there was a kernel, in debug and release builds.
        #expect(digest.value == 0xF13B_0E15_DA8F_7BD6, "\(name), seed \(Self.seed)")
    }

    @Test("The greeks of every variant have the recorded bits", arguments: PricingKernel.supported.map(\.name))
    func digestOfGreeks(name: String) throws {
        let kernel = try #require(PricingKernel.supported.first { $0.name == name })
        var digest = Digest()
        for option in hostileOptions(seed: Self.seed) {
            var chain = OptionChain(capacity: 9, kernel: kernel)
            for place in 1...9 {
                chain.append(
                    strike: option.strike * Double(place), volatility: option.deviation,
                    right: option.isCall ? .call : .put)
            }
            chain.price(
                forward: option.forward, logForward: naturalLogarithm(option.forward), rootYears: 0.5)
            for place in 0..<9 { digest.add(chain[place]) }
        }
        #expect(digest.value == 0xE4CE_AD7D_2EED_D471, "\(name), seed \(Self.seed)")
    }

    @Test("There is a variant for every processor, and the best is one of them")
    func variants() {
        #expect(PricingKernel.supported.first?.name == "baseline")
        #expect(PricingKernel.supported.last == .best)
    }

    @Test("A batch gives what its options give one by one, bit for bit")
    func oneByOne() {
        let options = hostileOptions(seed: Self.seed)
        for kernel in PricingKernel.supported {
            let risks = Self.risks(of: options, kernel)
            for (option, risk) in zip(options, risks) {
                #expect(risk.figures == option.expected, "\(kernel.name): \(option)")
            }
        }
    }

    @Test("Any selection in any order gives the same bits", arguments: 1...20)
    func selections(size: Int) {
        let options = hostileOptions(seed: Self.seed)
        for kernel in PricingKernel.supported {
            let all = Self.risks(of: options, kernel)
            var random = SeededGenerator(seed: UInt64(size))
            let places = (0..<size).map { _ in Int(random.next() % UInt64(options.count)) }
            let risks = Self.risks(of: places.map { options[$0] }, kernel)
            #expect(risks == places.map { all[$0] }, "\(kernel.name), seed \(size)")
        }
    }

    @Test(
        "Whatever the option, its risk is a number within 1e120",
        arguments: [1e-300, 1e-150, 1e-8, 1, 30, 1e150, 1e300])
    func bounds(deviation: Double) {
        for kernel in PricingKernel.supported {
            for forward in [1e-300, 1e-9, 1, 1e12, 1e300] {
                for strike in [1e-300, 1e-9, 1, 1e12, 1e300] {
                    let option = HostileOption(
                        forward: forward, strike: strike, deviation: deviation, scale: 1e6, isCall: forward > strike)
                    let risk = Self.risks(of: [option], kernel)[0]
                    for figure in risk.figures {
                        #expect(figure.magnitude <= 1e120, "\(kernel.name): \(option)")
                    }
                }
            }
        }
    }

    private static func risks(of options: [HostileOption], _ kernel: PricingKernel) -> [OptionRisk] {
        var batch = OptionBatch(kernel: kernel)
        var risks: [OptionRisk] = []
        for start in stride(from: 0, to: options.count, by: OptionBatch.capacity) {
            batch.removeAll()
            let end = min(start + OptionBatch.capacity, options.count)
            for option in options[start..<end] {
                batch.append(
                    label: Int32(batch.count), strike: option.strike, logStrike: naturalLogarithm(option.strike),
                    deviation: option.deviation, forward: option.forward,
                    logForward: naturalLogarithm(option.forward), scale: option.scale, isCall: option.isCall)
            }
            // What an earlier shock left behind is gone.
            batch.price(shock: PriceShock(size: 0.9))
            batch.price(shock: PriceShock(size: HostileOption.shock))
            for place in 0..<batch.count {
                #expect(batch.label(at: place) == Int32(place))
                risks.append(batch[place])
            }
        }
        return risks
    }
}
