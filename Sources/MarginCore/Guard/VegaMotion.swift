/// The weighted vegas of an account, whole or without its long options, and how its vega margin can move; USD.
///
/// M² = Q := Σ_u max(0, q_u) + Σ_{u≠v} γ·S(u)·S(v) with q_u = Σ_ef ρ_ef·B_e·B_f, where no coefficient is larger than 1. With
/// i_e = Σ_f ρ_ef·B_f, g_e = i_e + γ·Σ_{v≠u} S(v) and |ΔB_e| ≤ δ_e,
///
///     ΔQ = 2·Σ_e g_e·ΔB_e + rest,    |rest| ≤ (Σ_e δ_e)² + Σ_{e≠f} |Δρ_ef|·(|B_e| + δ_e)·(|B_f| + δ_f)
///
/// and ρ need not be positive semidefinite for that. A negative q counts 0, and its g goes without i: what it can count then
/// is added to the rest, and so is what a positive one can fall below 0. While Q stays positive no S is clamped. Where it
/// need not, the clamped sum ΣK² + Σ_{u≠v} γ·S′(u)·S′(v), S′ being S held within ±K, is bounded by the intervals of K and S′.
///
/// **Weights.** B = f·W with f = VR·(vega weight)·h: VR grows with Σ|W|, h as the expiry comes nearer, so f lies between its
/// values at the ends of both: ΔB = f·W′·x + rest, |rest| ≤ f·|rest of W| + |Δf|·(|W| + |ΔW|).
///
/// **Correlations.** ρ = exp(−decay·(a − b)/b) of days a ≥ b moves by no more than its exponent, decay·Δt·a/b² with b at the
/// end; a scenario makes min(1, high·ρ) or max(2ρ − 1, low·ρ) of it.
///
/// **Rounding.** A computed root is off by at most the root of the error under it: 1e-12 of the square of the sum of
/// magnitudes is added there, a thousand times what the sums are off by.
struct VegaMotion: ~Copyable {
    /// By expiry of the account: B, its factor VR·weight, i and g by scenario.
    private var weighted = HotArray<Double>()
    private var factors = HotArray<Double>()
    private var inner = HotArray<SIMD3<Double>>()
    private var gradients = HotArray<SIMD3<Double>>()
    /// By slice: Σ|W|; S(u); by scenario q(u), and what Q moves by with the index, in first order.
    private var gross = HotArray<Double>()
    private var sums = HotArray<Double>()
    private var squares = HotArray<SIMD3<Double>>()
    private var squareSlopes = HotArray<SIMD3<Double>>()
    /// By scenario: the largest |g| and |i|; the smallest factor of an expiry.
    private var steepest = SIMD3<Double>.zero
    private var steepestInner = SIMD3<Double>.zero
    private var leastFactor = Double.infinity
    /// Q by scenario, before any clamp.
    private var square = SIMD3<Double>.zero

    /// What a further drift costs, of the radius in hand.
    private(set) var cost = DriftCost.Vega()
    private var isLinear = true
    /// δ_e, of the radius in hand.
    private var moves = HotArray<Double>()
    /// By slice, of the radius in hand.
    private var changes = HotArray<Change>()

    /// Takes the vegas as they are.
    ///
    /// - Parameters:
    ///   - slices: The account's slices, and `weights` the same, weighed.
    ///   - tenors: Their expiries.
    mutating func begin(
        _ slices: borrowing HotArray<SliceMotion>, _ weights: UnsafePointer<SliceWeights>,
        _ tenors: borrowing HotArray<TenorMotion>, withoutLongs: Bool, _ view: UnsafePointer<ProfileView>
    ) {
        weighted.removeAll()
        factors.removeAll()
        inner.removeAll()
        gradients.removeAll()
        gross.removeAll()
        sums.removeAll()
        squares.removeAll()
        squareSlopes.removeAll()
        square = .zero
        steepest = .zero
        steepestInner = .zero
        leastFactor = .infinity
        let gammas = view.pointee.sensitivities.crossAsset == .correlated ? view.pointee.gammas : .zero
        var total = 0.0
        for place in 0..<slices.count { total += weights[place].vegaSum(withoutLongs: withoutLongs) }
        for place in 0..<slices.count {
            let slice = slices.base + place
            let sum = weights[place].vegaSum(withoutLongs: withoutLongs)
            let underlying = Int(slice.pointee.underlying)
            let range = view.pointee.tenors[underlying]
            let correlations = view.pointee.tenorStorage + Int(range.start + range.count)
            let matrix = Int(range.count * range.count)
            let others = total - sum

            let expiries = slice.pointee.tenorStart..<slice.pointee.tenorStart + slice.pointee.tenorCount
            var magnitude = 0.0
            for tenor in expiries { magnitude += tenors[tenor].vega(withoutLongs: withoutLongs).magnitude }
            let concentration = view.pointee.terms[underlying].vegaConcentration(of: magnitude)
            for tenor in expiries {
                let factor = concentration * tenors[tenor].weight
                factors.append(factor)
                leastFactor = min(leastFactor, factor)
                weighted.append(factor * tenors[tenor].vega(withoutLongs: withoutLongs))
            }
            var own = SIMD3<Double>.zero
            for row in expiries {
                var sum = SIMD3<Double>.zero
                let line = Int(tenors[row].place * range.count)
                for column in expiries {
                    let at = line + Int(tenors[column].place)
                    sum +=
                        weighted[column]
                        * SIMD3(correlations[at], correlations[at + matrix], correlations[at + 2 * matrix])
                }
                inner.append(sum)
                steepestInner = pointwiseMax(steepestInner, sum.magnitudes)
                own += weighted[row] * sum
            }
            let counts = own .> 0
            var slope = SIMD3<Double>.zero
            for row in expiries {
                let gradient = gammas * others + SIMD3<Double>.zero.replacing(with: inner[row], where: counts)
                gradients.append(gradient)
                steepest = pointwiseMax(steepest, gradient.magnitudes)
                slope += 2 * factors[row] * tenors[row].vegaNow(withoutLongs: withoutLongs) * gradient
            }
            gross.append(magnitude)
            sums.append(sum)
            squares.append(own)
            squareSlopes.append(slope)
            square += SIMD3<Double>.zero.replacing(with: own, where: counts) + gammas * (sum * others)
        }
    }

    /// What the vega margin moves by with the index of a slice, in first order, by scenario.
    ///
    /// - Parameter margin: The vega margin by scenario.
    func slope(ofSlice place: Int, margin: SIMD3<Double>, isCorrelated: Bool) -> SIMD3<Double> {
        var slope = SIMD3<Double>.zero
        for scenario in 0..<3 {
            let under = isCorrelated ? square[scenario] : squares[place][scenario]
            let root = isCorrelated ? margin[scenario] : under.squareRoot()
            // A sum that is clamped has no first order here.
            if under > 0, root > 0 { slope[scenario] = squareSlopes[place][scenario] / (2 * root) }
        }
        return slope
    }

    /// How far below and above its first order the vega margin can be while every index stays within the fraction `radius`
    /// of where it is, by scenario.
    ///
    /// - Parameter driftShare: 1 where deviations and time can move as far as the motions say, 0 where they cannot.
    mutating func rest(
        _ slices: borrowing HotArray<SliceMotion>, _ tenors: borrowing HotArray<TenorMotion>, withoutLongs: Bool,
        margin: SIMD3<Double>, radius: Double, driftShare: Double, _ view: UnsafePointer<ProfileView>
    ) -> Rest {
        moves.removeAll()
        changes.removeAll()
        let isCorrelated = view.pointee.sensitivities.crossAsset == .correlated
        var linear = SIMD3<Double>.zero
        var rest = SIMD3<Double>.zero
        var moved = 0.0
        var most = 0.0
        var turned = 0.0
        isLinear = true
        for place in 0..<slices.count {
            let own = change(
                place, slices.base + place, tenors, withoutLongs: withoutLongs, radius: radius, driftShare: driftShare,
                view)
            changes.append(own)
            linear += own.linear
            rest += own.rest
            moved += own.moved
            most += own.most
            turned = max(turned, own.turned)
        }
        var result = Rest()
        cost = DriftCost.Vega()
        // Without correlations the roots of the underlyings add up, and each would need its own cost.
        cost.isKnown = isCorrelated || tenors.count == 0
        guard isCorrelated else {
            for place in 0..<slices.count {
                let own = changes[place]
                for scenario in 0..<3 {
                    let square = squares[place][scenario]
                    let clipped = Interval(low: 0, high: max(0, square + own.inner[scenario]).squareRoot())
                    result.add(
                        scenario, root: max(0, square).squareRoot(), square: square, linear: own.linear[scenario],
                        rest: own.rest[scenario] + own.rounding, otherwise: clipped)
                }
            }
            return result
        }
        let rounding = moved * moved + 1e-12 * most * most
        for scenario in 0..<3 {
            let total = linear[scenario] + rest[scenario] + rounding
            result.add(
                scenario, root: margin[scenario], square: square[scenario], linear: linear[scenario],
                rest: rest[scenario] + rounding,
                otherwise: square[scenario] > total
                    ? Interval(low: 0, high: 0) : clamped(scenario, view.pointee.gammas[scenario]))
            if tenors.count > 0 { includeCost(scenario, margin[scenario], total: total, moved: moved + turned) }
        }
        cost.leastFactor = leastFactor
        cost.isKnown = cost.isKnown && isLinear
        return result
    }

    /// Adds a scenario to what a further drift costs, where it does not change what is clamped.
    ///
    /// - Parameter moved: What any g or i can be off by what it is now.
    private mutating func includeCost(_ scenario: Int, _ root: Double, total: Double, moved: Double) {
        let drift = root / 16
        let mostInner = 2 * (steepestInner[scenario] + moved) * drift + drift * drift
        // Where a q may pass 0, it counts once with its first order and once without.
        var slope = steepest[scenario] + moved
        for place in 0..<changes.count where changes[place].most > 0 {
            if squares[place][scenario].magnitude <= changes[place].inner[scenario] + mostInner {
                slope = steepest[scenario] + steepestInner[scenario] + 2 * moved + drift
                break
            }
        }
        guard root > 0, square[scenario] > total + 2 * slope * drift + drift * drift else {
            cost.isKnown = false
            return
        }
        cost.include(root: root, slope: slope + drift)
    }

    /// The interval of √(ΣK² + Σ_{u≠v} γ·S′(u)·S′(v)).
    private func clamped(_ scenario: Int, _ gamma: Double) -> Interval {
        var low = 0.0
        var high = 0.0
        for place in 0..<changes.count {
            let a = held(place, scenario)
            low += a.margin.low * a.margin.low
            high += a.margin.high * a.margin.high
            for other in 0..<place {
                let b = held(other, scenario)
                let products = SIMD4(
                    a.sum.low * b.sum.low, a.sum.low * b.sum.high, a.sum.high * b.sum.low, a.sum.high * b.sum.high)
                low += 2 * gamma * products.min()
                high += 2 * gamma * products.max()
            }
        }
        return Interval(low: max(0, low).squareRoot(), high: max(0, high).squareRoot())
    }

    /// The intervals of K and of S′, S held within ±K.
    private func held(_ place: Int, _ scenario: Int) -> (margin: Interval, sum: Interval) {
        let change = changes[place]
        let square = squares[place][scenario]
        let least = max(0, square - change.inner[scenario]).squareRoot()
        let most = max(0, square + change.inner[scenario]).squareRoot()
        let low = sums[place] - change.moved
        let high = sums[place] + change.moved
        return (
            Interval(low: least, high: most),
            Interval(
                low: low < 0 ? max(low, -most) : min(low, least), high: high > 0 ? min(high, most) : max(high, -least))
        )
    }

    /// What q and Q can change by with one slice; magnitudes.
    struct Change: BitwiseCopyable {
        /// Q in first order, and beyond it, by scenario.
        var linear = SIMD3<Double>.zero
        var rest = SIMD3<Double>.zero
        /// q in all, by scenario.
        var inner = SIMD3<Double>.zero
        /// Σδ_e, and Σ(|B_e| + δ_e).
        var moved = 0.0
        var most = 0.0
        /// What correlations can move any g and i by, in any scenario: Σ_f |Δρ_ef|·(|B_f| + δ_f) for the largest.
        var turned = 0.0

        /// (Σδ_e)², and what rounding can do.
        var rounding: Double { moved * moved + 1e-12 * most * most }
    }

    private mutating func change(
        _ place: Int, _ slice: UnsafePointer<SliceMotion>, _ tenors: borrowing HotArray<TenorMotion>,
        withoutLongs: Bool,
        radius: Double, driftShare: Double, _ view: UnsafePointer<ProfileView>
    ) -> Change {
        let terms = view.pointee.terms[Int(slice.pointee.underlying)]
        let reach = slice.pointee.reach(radius: radius, driftShare: driftShare)
        let expiries = slice.pointee.tenorStart..<slice.pointee.tenorStart + slice.pointee.tenorCount
        var grossMove = 0.0
        for tenor in expiries {
            let rest = tenors[tenor].vegaRest(withoutLongs: withoutLongs, reach, driftShare: driftShare)
            moves.append(rest)
            grossMove += tenors[tenor].vegaNow(withoutLongs: withoutLongs).magnitude * radius + rest
        }
        let mostConcentrated = terms.vegaConcentration(of: gross[place] + grossMove)
        let leastConcentrated = terms.vegaConcentration(of: max(0, gross[place] - grossMove))
        // Far from where concentration begins, factors do not depend on what a further drift makes of W.
        if gross[place] + grossMove > 0.5 * terms.vegaThreshold { isLinear = false }
        var result = Change()
        for tenor in expiries {
            let motion = tenors.base + tenor
            let factor = factors[tenor]
            let weight = motion.pointee.weight
            let most = mostConcentrated * weight * (1 + (driftShare > 0 ? motion.pointee.weightGrowth : 0))
            let swing = max(most - factor, factor - leastConcentrated * weight)
            let first = motion.pointee.vegaNow(withoutLongs: withoutLongs).magnitude * radius
            let rest =
                factor * moves[tenor]
                + swing * (motion.pointee.vega(withoutLongs: withoutLongs).magnitude + first + moves[tenor])
            let move = factor * first + rest
            moves[tenor] = move
            result.rest += 2 * rest * gradients[tenor].magnitudes
            result.inner += 2 * move * inner[tenor].magnitudes
            result.moved += move
            result.most += weighted[tenor].magnitude + move
        }
        result.linear = squareSlopes[place].magnitudes * radius
        if driftShare > 0 {
            let sensitivities = view.pointee.sensitivities
            let steepness = SIMD3(1, max(1, sensitivities.highFactor), max(2, sensitivities.lowFactor))
            let (drift, change) = drift(of: expiries, tenors, decay: sensitivities.tenorDecay)
            result.rest += drift * steepness
            result.inner += drift * steepness
            result.turned = change * steepness.max() * result.most
        }
        result.inner += SIMD3(repeating: result.rounding)
        for scenario in 0..<3 {
            let square = squares[place][scenario]
            result.rest[scenario] += max(0, result.inner[scenario] - square.magnitude)
        }
        return result
    }

    /// Σ_{e≠f} |Δρ_ef|·(|B_e| + δ_e)·(|B_f| + δ_f), and the largest |Δρ_ef|; ρ as it is.
    private func drift(
        of expiries: Range<Int>, _ tenors: borrowing HotArray<TenorMotion>, decay: Double
    ) -> (sum: Double, change: Double) {
        var sum = 0.0
        var largest = 0.0
        for e in expiries {
            for f in expiries.lowerBound..<e {
                let far = max(tenors[e].days, tenors[f].days)
                let near = min(tenors[e].daysAtEnd, tenors[f].daysAtEnd)
                let passed = max(tenors[e].days - tenors[e].daysAtEnd, tenors[f].days - tenors[f].daysAtEnd)
                let change = min(1, decay * passed * far / (near * near))
                largest = max(largest, change)
                sum += 2 * change * (weighted[e].magnitude + moves[e]) * (weighted[f].magnitude + moves[f])
            }
        }
        return (sum, largest)
    }
}

extension SIMD3<Double> {
    @inline(__always)
    fileprivate var magnitudes: SIMD3<Double> { replacing(with: -self, where: self .< 0) }
}
