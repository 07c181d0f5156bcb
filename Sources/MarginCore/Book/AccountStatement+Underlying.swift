// What an account holds of one underlying, and the way from there to its delta, vega and curvature. USD.

extension AccountStatement {
    /// Everything on one underlying.
    package struct Underlying: Sendable {
        package var name: String
        /// S; `nil` where there is none yet.
        package var index: Double?
        package var parameters: UnderlyingParameters
        /// Perpetuals first, then by expiry: the futures, the options by strike.
        package var positions: [Position]
        /// What they are worth together with the coins, after haircut.
        package var value: Double
        /// D of coins and perpetuals.
        package var outrightDelta: Double
        /// By time of expiry, those that something is held of.
        package var expiries: [Expiry]
        package var whole: Exposure
        package var withoutLongs: Exposure
        /// ½·(G − |D|).
        package var offsettingDelta: Double
        /// Σ max(0, −q·m)·S over unexpired options.
        package var shortNotional: Double
        package var addOn: Double
        /// Share of delta + vega + curvature margin; the shares add up to it.
        package var share: Double

        /// G = |D of coins and perpetuals| + Σ |D(e)|.
        package var grossDelta: Double {
            whole.parts.reduce(outrightDelta.magnitude) { $0 + $1.delta.magnitude }
        }
    }

    /// An expiry of an underlying.
    package struct Expiry: Sendable {
        package var time: Timestamp
        /// T in days; 0 at and after the expiry.
        package var days: Double
        /// F; `nil` without an index.
        package var forward: Double?
        /// Vega weight × h(e).
        package var vegaWeight: Double
    }

    /// The sensitivities to one underlying, of the whole account or without its long options.
    package struct Exposure: Sendable {
        /// D, CR and A.
        package var delta: Double
        package var deltaConcentration: Double
        package var weightedDelta: Double
        /// By expiry, as `Underlying.expiries`.
        package var parts: [ExpiryPart]
        /// Σ |W(e)| and VR.
        package var grossVega: Double
        package var vegaConcentration: Double
        /// S = Σ B(e), and K by scenario.
        package var vegaSum: Double
        package var vegaMargin: SIMD3<Double>
        /// C+ and C−, and max(0, C+, C−).
        package var curvatureUp: Double
        package var curvatureDown: Double
        package var curvature: Double
    }

    /// The part of one expiry in an exposure.
    package struct ExpiryPart: Sendable {
        /// D(e), options and futures together.
        package var delta: Double
        /// W(e).
        package var vega: Double
        /// B(e) = weight × VR × W(e).
        package var weightedVega: Double
        /// Σ over f of ρ(e,f)·B(f), by scenario: Σ over e of B(e) times this is K².
        package var correlatedVega: SIMD3<Double>
    }
}

extension [SensitivityModel.Charge] {
    /// The charge that decides: the largest, ties to the first.
    package var largest: SensitivityModel.Charge {
        var largest = SensitivityModel.Charge()
        for (place, charge) in enumerated() where place == 0 || charge.total > largest.total { largest = charge }
        return largest
    }
}
