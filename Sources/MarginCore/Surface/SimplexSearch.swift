/// The least value of a function of two numbers, by the method of Nelder and Mead with its usual coefficients.
///
/// It compares and adds only, so that the way it takes is the same on every machine. It stops where the three corners
/// have come together, or after so many values.
///
/// - Source: Nelder and Mead, *A simplex method for function minimization*, The Computer Journal 7 (1965).
struct SimplexSearch {
    struct Corner {
        var x: Double
        var y: Double
        var value: Double
    }

    private let budget: Int
    private let resolution: Double

    /// - Parameters:
    ///   - budget: Values at most, but for a handful.
    ///   - resolution: Corners nearer to each other than this, in both directions, are one; relative to the first steps.
    init(budget: Int, resolution: Double) {
        self.budget = budget
        self.resolution = resolution
    }

    /// The best corner that is found from a start with these first steps.
    ///
    /// - Parameter cost: No NaN; infinite where the numbers are out of bounds.
    func minimum(
        fromX x: Double, y: Double, stepX: Double, stepY: Double, cost: (Double, Double) -> Double
    ) -> Corner {
        var budget = budget
        func corner(_ x: Double, _ y: Double) -> Corner {
            budget -= 1
            return Corner(x: x, y: y, value: cost(x, y))
        }
        var best = corner(x, y)
        var middle = corner(x + stepX, y)
        var worst = corner(x, y + stepY)
        while true {
            // By insertion, where equal corners keep their order.
            if middle.value < best.value { swap(&best, &middle) }
            if worst.value < middle.value { swap(&middle, &worst) }
            if middle.value < best.value { swap(&best, &middle) }
            let spreadX = max((middle.x - best.x).magnitude, (worst.x - best.x).magnitude)
            let spreadY = max((middle.y - best.y).magnitude, (worst.y - best.y).magnitude)
            let isOnePoint = spreadX <= resolution * stepX.magnitude && spreadY <= resolution * stepY.magnitude
            if isOnePoint || budget <= 0 || best.value == 0 { return best }

            let centreX = 0.5 * (best.x + middle.x)
            let centreY = 0.5 * (best.y + middle.y)
            func along(_ distance: Double) -> (Double, Double) {
                (centreX + distance * (worst.x - centreX), centreY + distance * (worst.y - centreY))
            }
            let (reflectedX, reflectedY) = along(-1)
            let reflected = corner(reflectedX, reflectedY)
            if reflected.value < best.value {
                let (expandedX, expandedY) = along(-2)
                let expanded = corner(expandedX, expandedY)
                worst = expanded.value < reflected.value ? expanded : reflected
            } else if reflected.value < middle.value {
                worst = reflected
            } else {
                let isOutside = reflected.value < worst.value
                let (contractedX, contractedY) = along(isOutside ? -0.5 : 0.5)
                let contracted = corner(contractedX, contractedY)
                if contracted.value < (isOutside ? reflected.value : worst.value) {
                    worst = contracted
                } else {
                    middle = corner(0.5 * (best.x + middle.x), 0.5 * (best.y + middle.y))
                    worst = corner(0.5 * (best.x + worst.x), 0.5 * (best.y + worst.y))
                }
            }
        }
    }
}
