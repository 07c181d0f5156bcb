/// How far guards and bounds of an expiry's options reach: the forwards, and the deviations by volatility.
struct ExpiryReach: BitwiseCopyable {
    let forward: Double
    /// The forwards of the widest guard.
    let forwardLow: Double
    let forwardHigh: Double
    /// How far the forward's ratio to the index can be from where it is, as a fraction.
    let ratioWidth: Double
    /// What a volatility makes of a deviation, at least and at most, until the horizon; a hair wider, since the products round.
    let leastRoot: Double
    let mostRoot: Double
    /// What is left of a deviation at the horizon, as a share.
    let endShare: Double
    /// S ÷ F at most: what a unit of an inverse option's price is worth.
    let scale: Double

    /// - Parameters:
    ///   - root: √T now, positive, and at the horizon.
    init(forward: Double, spot: Double, root: Double, rootAtEnd: Double, ratioWidth: Double) {
        let needed = (GuardPolicy.radiusMax + ratioWidth) * 1.01
        self.forward = forward
        forwardLow = forward * (1 - needed)
        forwardHigh = forward * (1 + needed)
        self.ratioWidth = ratioWidth
        leastRoot = rootAtEnd * (1 - 1e-12)
        mostRoot = root * (1 + 1e-12)
        endShare = rootAtEnd / root
        scale = spot / forward * (1 + 2 * ratioWidth)
    }
}
