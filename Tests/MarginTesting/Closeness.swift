extension Double {
    /// Whether two figures agree to `tolerance` of the larger; 1e-12 where nothing else is said.
    package func isClose(to other: Double, within tolerance: Double = 1e-12) -> Bool {
        (self - other).magnitude <= tolerance * max(magnitude, other.magnitude)
    }
}
