import MarginCore
import Testing

@Suite("A chain of options", .serialized)
struct OptionChainTests {
    @Test("Greeks agree with 40 digits, whatever the kernel and far into the wings", arguments: expectations)
    func accuracy(option: ExpectedGreeks) {
        for kernel in PricingKernel.supported {
            let greeks = option.greeks(kernel)
            let scale = option.forward + option.strike
            let error = (greeks.price - option.price).magnitude
            #expect(error <= 1e-15 * scale, "\(kernel.name)")
            // Beyond that, what is worth no more than the forward is right to parts of the forward.
            if option.price <= option.forward { #expect(error <= 1e-14 * option.forward, "\(kernel.name)") }

            let uncertainty = option.uncertainty
            #expect((greeks.delta - option.delta).magnitude <= 1e-15 + 0.4 * uncertainty, "\(kernel.name)")
            let relative = 3e-15 + option.d1.magnitude * uncertainty
            #expect((greeks.gamma / option.gamma - 1).magnitude <= relative, "\(kernel.name)")
            #expect((greeks.vega / option.vega - 1).magnitude <= relative, "\(kernel.name)")
            #expect((greeks.theta / option.theta - 1).magnitude <= relative, "\(kernel.name)")
        }
    }

    @Test("Price, delta and vega are those that options have one by one")
    func consistency() {
        for option in expectations {
            let greeks = option.greeks(.best)
            let deviation = option.volatility * option.years.squareRoot()
            let value = Black76.value(
                forward: option.forward, strike: option.strike,
                logMoneyness: naturalLogarithm(option.forward) - naturalLogarithm(option.strike), deviation: deviation,
                right: option.right)
            #expect((greeks.price - value.price).magnitude <= 4e-16 * (option.forward + option.strike))
            // The chain multiplies by 1/σ and 1/√T where the other divides by σ√T.
            let relative = 2e-15 + option.d1.magnitude * option.uncertainty
            let delta = (greeks.delta * option.forward - value.cashDelta).magnitude
            #expect(delta <= relative * value.cashDelta.magnitude + 4e-16 * option.forward)
            #expect((greeks.vega * option.volatility / value.relativeVega - 1).magnitude <= relative)
        }
    }

    @Test("The fair carry of gamma is theta: θ = −½σ²F²Γ, and vega = σ·T·F²·Γ")
    func identities() {
        for option in expectations {
            let greeks = option.greeks(.best)
            let cashGamma = option.forward * option.forward * greeks.gamma
            let theta = -0.5 * option.volatility * option.volatility * cashGamma
            let vega = option.volatility * option.years * cashGamma
            #expect((greeks.theta / theta - 1).magnitude <= 2e-15)
            #expect((greeks.vega / vega - 1).magnitude <= 2e-15)
        }
    }
}

struct ExpectedGreeks: Sendable, CustomTestStringConvertible {
    let forward: Double
    let strike: Double
    let volatility: Double
    let years: Double
    let right: Instrument.Right
    let price: Double
    let delta: Double
    let gamma: Double
    let vega: Double
    let theta: Double

    init(
        _ forward: Double, _ strike: Double, _ volatility: Double, _ years: Double, _ right: Instrument.Right,
        _ price: Double, _ delta: Double, _ gamma: Double, _ vega: Double, _ theta: Double
    ) {
        self.forward = forward
        self.strike = strike
        self.volatility = volatility
        self.years = years
        self.right = right
        self.price = price
        self.delta = delta
        self.gamma = gamma
        self.vega = vega
        self.theta = theta
    }

    var testDescription: String { "F \(forward), K \(strike), σ \(volatility), T \(years)" }

    var d1: Double {
        let deviation = volatility * years.squareRoot()
        return naturalLogarithm(forward / strike) / deviation + 0.5 * deviation
    }

    /// What the rounding of ln F, ln K and σ√T may make of d1.
    var uncertainty: Double {
        let deviation = volatility * years.squareRoot()
        let logarithms = naturalLogarithm(forward).magnitude + naturalLogarithm(strike).magnitude
        return 2e-16 * (logarithms / deviation + 2 * d1.magnitude + deviation)
    }

    /// Priced as the 11th of a chain, so that it is neither the first lane nor in a full vector.
    func greeks(_ kernel: PricingKernel) -> Greeks {
        var chain = OptionChain(capacity: 11, kernel: kernel)
        for place in 1...10 { chain.append(strike: strike * Double(place), volatility: 0.5, right: .call) }
        chain.append(strike: strike, volatility: volatility, right: right)
        chain.price(forward: forward, logForward: naturalLogarithm(forward), rootYears: years.squareRoot())
        return chain[10]
    }
}

/// Forward, strike, volatility, years; then price, delta, gamma, vega and theta: mpmath at 60 digits from the formulas of
/// Black (1976) with the very doubles that stand here, rounded once. The inputs are from Python's `random.Random(1976)`:
/// 16 options on liquid strikes (K/F in 10^±0.4, T in 10^−3…10^0.5, σ in 10^−1…10^0.4), then 16 anywhere (σ√T in
/// 10^−3…10^0.9 and d1 in ±9, with K/F in 10^±6).
private let expectations: [ExpectedGreeks] = [
    ExpectedGreeks(
        46810.0, 18870.0, 1.99, 0.00159, .put, 2.3995344046920266e-28, -7.481175794989327e-31, 2.331290857812921e-33,
        1.6163073341050752e-26, -1.0114627656821067e-23),
    ExpectedGreeks(
        2.213, 1.509, 0.562, 0.103, .put, 0.0019943013726177045, -0.013445448804639104, 0.08634346536565582,
        0.024477431454379205, -0.0667782353269957),
    ExpectedGreeks(
        741200.0, 1564000.0, 0.204, 0.655, .put, 822800.109964747, -0.9999955086174578, 1.7055489891173573e-10,
        12.52006221641825, -1.949689077976582),
    ExpectedGreeks(
        0.4117, 0.5913, 0.172, 0.0101, .put, 0.17960000000000004, -1.0, 3.7839663436884694e-94, 1.1141888797126324e-97,
        -9.487152837157067e-97),
    ExpectedGreeks(
        587100.0, 959800.0, 0.101, 1.29, .call, 0.16746540840630086, 1.181652571122811e-05, 7.795226727859865e-10,
        35.007733660269736, -1.370457790576451),
    ExpectedGreeks(
        250.3, 228.9, 0.463, 0.17, .put, 9.47332508175844, -0.2865038963831389, 0.007122973877663207, 35.12472746895073,
        -47.83161417095349),
    ExpectedGreeks(
        1563.0, 1562.0, 2.04, 0.0555, .put, 296.2178463744682, -0.4045343057733748, 0.0005158180200140985,
        142.6716279117058, -2622.073161620539),
    ExpectedGreeks(
        13390.0, 7109.0, 0.143, 0.232, .put, 1.37330062339264e-18, -1.394971176298882e-20, 1.4116027563912742e-22,
        8.396488047623355e-16, -2.5877107560563353e-16),
    ExpectedGreeks(
        92550.0, 148500.0, 0.119, 1.82, .call, 8.69013250731463, 0.0020849252998725895, 4.4313364611239255e-07,
        822.0645525448135, -26.875187294734285),
    ExpectedGreeks(
        5722.0, 8471.0, 0.236, 0.00356, .put, 2749.0, -1.0, 1.6164890825887127e-171, 4.4466247782688405e-167,
        -1.4738812467295594e-165),
    ExpectedGreeks(
        1992.0, 1587.0, 0.627, 0.334, .call, 508.00882738151523, 0.7905810073369754, 0.00039861927666133936,
        331.24625166100935, -310.9152691488815),
    ExpectedGreeks(
        0.2198, 0.3967, 2.46, 0.00798, .call, 7.142518193630871e-05, 0.004982398822216222, 0.2984229149851539,
        0.00028302548472133025, -0.04362422884802459),
    ExpectedGreeks(
        3.63, 4.814, 0.269, 0.266, .put, 1.1884757390754377, -0.9753149684843561, 0.1148233257845139,
        0.10826230976539486, -0.05474165662949477),
    ExpectedGreeks(
        151.2, 134.2, 0.606, 0.137, .put, 5.992869606013334, -0.2598202469404976, 0.009560809097410266,
        18.146439298145314, -40.134095674000214),
    ExpectedGreeks(
        0.009771, 0.01192, 0.147, 1.07, .put, 0.002222399727683343, -0.89090576971544, 125.80942553815896,
        0.001889262560796428, -0.00012977644693321257),
    ExpectedGreeks(
        0.1739, 0.1603, 1.1, 0.00121, .call, 0.013638206286110174, 0.9841174490305288, 5.977657630846427,
        0.00024060699923068648, -0.10936681783213023),
    ExpectedGreeks(
        3.49, 826.5, 5.591, 0.0707, .put, 823.0117720160678, -0.9983288623043927, 0.0010378523531495013,
        0.004996838744368716, -0.19757655883851125),
    ExpectedGreeks(
        3498.0, 27.5, 117.7, 9.52e-05, .call, 3470.500808725657, 0.9999991815833189, 1.016062743523361e-09,
        0.00013930719533371334, -86.11584501459066),
    ExpectedGreeks(
        13310.0, 12700.0, 0.1969, 0.000713, .call, 610.0, 1.0, 2.8620968975737664e-20, 7.118290206653679e-16,
        -9.828831288149435e-14),
    ExpectedGreeks(
        0.3675, 0.0001358, 42.54, 0.00385, .call, 0.36736763929175986, 0.9999919824097115, 3.740670745097871e-05,
        8.274130857119721e-07, -0.004571188657946401),
    ExpectedGreeks(
        0.6961, 1.588, 5.028, 0.000494, .put, 0.8919000000000012, -0.9999999999998798, 1.1523054835032269e-11,
        1.386861570103864e-14, -7.057833982269461e-11),
    ExpectedGreeks(
        0.001678, 0.005503, 1.976, 0.0101, .put, 0.003825000000106021, -0.9999999979666688, 3.687306475633185e-05,
        2.072055878412418e-12, -2.0269219879915536e-10),
    ExpectedGreeks(
        0.04144, 0.0474, 13.97, 3.45e-05, .call, 7.725686539266727e-05, 0.05517769469229668, 32.7981241162265,
        2.71458846716782e-05, -5.496058099468761),
    ExpectedGreeks(
        4.819, 4.211, 2.884, 0.000206, .put, 2.7790549497546986e-05, -0.000521113400720833, 0.00925706049501957,
        0.000127717212390756, -0.894020486735292),
    ExpectedGreeks(
        0.05228, 0.1213, 2.264, 0.00476, .call, 7.699796654158621e-11, 5.47473256011351e-08, 3.678648729844839e-05,
        1.083534771052233e-09, -2.5768095815779985e-07),
    ExpectedGreeks(
        0.2832, 0.3028, 0.894, 0.000113, .put, 0.019600000000000367, -0.9999999999990171, 2.6199376645092422e-09,
        2.1227234551880773e-14, -8.396968004151067e-11),
    ExpectedGreeks(
        0.569, 6.25, 8.12, 0.22, .put, 6.157164317909505, -0.10113881132526761, 0.08165466015095385,
        0.04722633228105752, -0.8715404957322433),
    ExpectedGreeks(
        3222.0, 1410000.0, 20.31, 0.0198, .call, 516.027316792515, 0.2422782072894418, 3.3934838099480194e-05,
        141.66806673796816, -72658.54634970034),
    ExpectedGreeks(
        0.004021, 0.006596, 9.849, 3.8e-05, .call, 6.671173478917453e-21, 2.3002387781470677e-16, 7.765124438672165e-12,
        4.698857776134127e-20, -6.089348715413819e-15),
    ExpectedGreeks(
        10060.0, 10050.0, 0.06124, 0.0273, .put, 35.784750818911334, -0.4588436004549684, 0.0038983093097968735,
        659.5839597060738, -739.7971005934057),
    ExpectedGreeks(
        0.6757, 0.7954, 0.01569, 2.93, .put, 0.11970000000194007, -0.9999999993165748, 2.341098707602606e-07,
        4.913807365982133e-09, -1.3156593442365129e-11),
    ExpectedGreeks(
        11510.0, 11630.0, 0.01913, 0.00408, .put, 120.0, -1.0, 6.4613399237338585e-18, 6.681106116750502e-14,
        -1.566293627615651e-13),
]
