import MarginCore
import MarginTesting
import Testing

/// Some cases of an independent implementation of the methodology's sections 3 and 4; the conformance suite has all.
@Suite("The model of sensitivities")
struct SensitivityModelTests {
    private struct Underlying {
        var name: String
        var delta: Double
        /// Days to expiry and relative vega.
        var vegas: [(days: Double, vega: Double)] = []
        var curvature: (up: Double, down: Double) = (0, 0)
    }

    private func weigh(_ book: [Underlying], _ parameters: SensitivityParameters) -> [SensitivityModel.WeightedExposure]
    {
        book.map { underlying in
            let table = TenorTable(days: underlying.vegas.map(\.days), parameters: parameters)
            var vegas = underlying.vegas.enumerated().map {
                SensitivityModel.ExpiryVega(place: Int32($0), vega: $1.vega)
            }
            let exposure = SensitivityModel.Exposure(
                delta: underlying.delta, curvatureUp: underlying.curvature.up, curvatureDown: underlying.curvature.down)
            let terms = SensitivityModel.UnderlyingTerms(MarginProfile().parameters(of: underlying.name))
            // One more place each, so that there is an address where there are no expiries.
            let weights = table.weights + [0]
            let correlations = table.correlations + [0]
            return vegas.withUnsafeMutableBufferPointer { vegas in
                weights.withUnsafeBufferPointer { weights in
                    correlations.withUnsafeBufferPointer { correlations in
                        guard let first = weights.baseAddress, let matrix = correlations.baseAddress else {
                            return SensitivityModel.WeightedExposure()
                        }
                        return SensitivityModel.weigh(
                            exposure, vegas, terms: terms, weights: first, correlations: matrix, tenors: table.count)
                    }
                }
            }
        }
    }

    private func charge(
        _ book: [Underlying], crossAsset: SensitivityParameters.CrossAsset = .correlated
    ) -> (charge: SensitivityModel.Charge, shares: [Double]) {
        var parameters = SensitivityParameters()
        parameters.crossAsset = crossAsset
        let exposures = weigh(book, parameters)
        let charge = SensitivityModel.charge(exposures.count, { exposures[$0] }, parameters: parameters)
        return (charge, SensitivityModel.shares(of: exposures, in: charge, parameters: parameters))
    }

    @Test("charges a concentrated delta and vega more (case c064)")
    func concentration() {
        let (charge, _) = charge([
            Underlying(
                name: "BTC", delta: -191_982_717.745, vegas: [(330, -39_270_303.8606)],
                curvature: (-116_448_362.85, -8_194_191.58347))
        ])
        #expect(charge.delta.isClose(to: 95_169_587.69951637))
        #expect(charge.vega.isClose(to: 28_489_534.146787953))
        #expect(charge.curvature == 0)
        #expect(charge.scenario == .medium)
    }

    @Test("charges vegas of two expiries that offset each other by the lower correlation (case c090)")
    func offsettingExpiries() {
        let (charge, _) = charge([
            Underlying(
                name: "XRP", delta: 0, vegas: [(14.25, -26_805.8906001), (330, 126_972.570465)],
                curvature: (-73_847.5812227, -2203.6921264))
        ])
        #expect(charge.vega.isClose(to: 38_767.31891775685))
        #expect(charge.scenario == .low)
    }

    @Test("adds underlyings up under the scenario that is worst for them, and shares the charge out (case c092)")
    func twoUnderlyings() {
        let (charge, shares) = charge([
            Underlying(
                name: "BTC", delta: -567_427.622796 - 445_718.296064, vegas: [(29.99, 238_530.965602)],
                curvature: (-123_618.640372, -315_118.150875)),
            Underlying(
                name: "XRP", delta: 885_695.964896 + 24_056.0290669, vegas: [(29.99, -24_783.5241751)],
                curvature: (-228_410.83744, 5086.71364323)),
        ])
        #expect(charge.delta.isClose(to: 211_716.61143348704))
        #expect(charge.vega.isClose(to: 114_237.9221216721))
        #expect(charge.curvature.isClose(to: 5086.71364323))
        #expect(charge.scenario == .low)
        #expect(shares[0].isClose(to: 164_469.42921828042) && shares[1].isClose(to: 166_571.81798010867))
    }

    @Test("holds vega sums within the margins they stand for where the total would be negative (case c107)")
    func clamped() {
        let (charge, shares) = charge([
            Underlying(
                name: "DOGE", delta: -9_038_172.45858 - 2_814_142.29212 + 5_449_515.44292,
                vegas: [(1, 2_568_659.67812), (180, 9_088_522.89874)], curvature: (9_166_156.41125, -2_754_826.34162)),
            Underlying(
                name: "ETH", delta: -900_290.665966 - 20_439_055.1584,
                vegas: [(1, -2_668_597.30866), (180, -9_057_958.91293)],
                curvature: (-596_050.948927, -10_254_844.8024)),
        ])
        #expect(charge.isClamped && charge.scenario == .medium)
        #expect(charge.delta.isClose(to: 5_091_692.129493134))
        #expect(charge.vega.isClose(to: 5_339_868.709407076))
        #expect(charge.curvature.isClose(to: 9_166_156.41125))
        #expect(shares[0].isClose(to: 12_950_579.64344283) && shares[1].isClose(to: 6_647_137.606707381))
    }

    @Test("adds underlyings up plainly where nothing is granted across assets (case c054)")
    func crossAssetNone() {
        let (charge, shares) = charge(
            [
                Underlying(
                    name: "BTC", delta: -168_048_328.551 + 27_545_388.7623,
                    vegas: [(0.9, -26_235_582.6736), (330, -102_015_755.519)],
                    curvature: (5_586_741.95892, -4_704_589.91924)),
                Underlying(
                    name: "DOGE", delta: 66_339_581.7213 + 151_954_974.919 - 54_461_131.9522,
                    vegas: [(0.9, 25_187_813.1215), (330, 101_493_597.539)],
                    curvature: (-6_740_992.3133, 6_058_831.20516)),
            ], crossAsset: .none)
        #expect(charge.delta.isClose(to: 176_811_776.36243838))
        #expect(charge.vega.isClose(to: 376_739_901.4467367))
        #expect(charge.curvature.isClose(to: 11_645_573.164080001))
        #expect(charge.scenario == .high)
        #expect(shares[0].isClose(to: 256_211_915.6559437) && shares[1].isClose(to: 308_985_335.3173114))
    }

    @Test("takes no more than the whole price as a move, however concentrated the delta")
    func largestMove() {
        let (charge, _) = charge([Underlying(name: "BTC", delta: -1e12)])
        #expect(charge.delta.isClose(to: 1e12))
    }

    @Test("grants negative curvature no credit, and takes the first of scenarios that tie")
    func curvature() {
        let (charge, shares) = charge([
            Underlying(name: "BTC", delta: 0, curvature: (-500, 300)),
            Underlying(name: "ETH", delta: 0, curvature: (-9, -8)),
        ])
        #expect(charge.curvature == 300)
        #expect(charge.scenario == .medium)
        #expect(shares == [300, 0])
    }

    @Test("charges nothing for nothing")
    func nothing() {
        #expect(charge([]).charge.total == 0)
        #expect(charge([Underlying(name: "BTC", delta: 0)]).charge.total == 0)
    }
}
