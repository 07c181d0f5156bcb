/// Which accounts with holdings of one underlying a price leaves the guard of: found in time that grows with how many they are and with the
/// logarithm of how many there are.
///
/// By place, the lowest and the highest price of the guard. Above them a tree of 64 branches keeps, for every branch,
/// the largest low and the smallest high: a price between these two leaves no guard of the branch.
final class GuardIndex {
    private static let fan = 64

    /// By place: the account, and its guard; one without has `low` above `high`, so that every price leaves it.
    private var accounts = HotArray<Int32>()
    private var lows = HotArray<Float>()
    private var highs = HotArray<Float>()
    private var levels: [Level] = []

    /// One level of the tree, by branch.
    private final class Level {
        var largestLow = HotArray<Float>()
        var smallestHigh = HotArray<Float>()
        /// Branches to be worked out again, each once.
        var stale = HotArray<Int32>()
        var isStale = HotArray<Bool>()
    }

    var count: Int { accounts.count }

    @inline(__always)
    func account(at place: Int) -> Int32 { accounts[place] }

    /// The guard of an account; low above high where it has none.
    func guardRange(at place: Int) -> (low: Double, high: Double) { (Double(lows[place]), Double(highs[place])) }

    /// Adds an account at the next place, without a guard.
    func append(_ account: Int32) {
        accounts.append(account)
        lows.append(.infinity)
        highs.append(-.infinity)
        grow()
        markStale(accounts.count - 1)
    }

    /// Removes the account at `place`; the last one takes its place and is returned where there is another.
    func remove(at place: Int) -> Int32? {
        let last = accounts.count - 1
        markStale(last)
        let moved = accounts[last]
        let range = (lows[last], highs[last])
        accounts.removeLast()
        lows.removeLast()
        highs.removeLast()
        guard place < last else { return nil }
        accounts[place] = moved
        lows[place] = range.0
        highs[place] = range.1
        markStale(place)
        return moved
    }

    /// Sets the guard of the account at `place`: the prices from `low` to `high`, rounded inwards.
    func setGuard(at place: Int, low: Double, high: Double) {
        var inner = Float(low)
        if Double(inner) < low { inner = inner.nextUp }
        var outer = Float(high)
        if Double(outer) > high { outer = outer.nextDown }
        lows[place] = inner
        highs[place] = outer
        markStale(place)
    }

    /// Takes the guard from the account at `place`.
    func removeGuard(at place: Int) {
        guard lows[place] != .infinity else { return }
        lows[place] = .infinity
        highs[place] = -.infinity
        markStale(place)
    }

    // MARK: - Search

    /// Appends the accounts whose guard does not hold at `price`.
    func collect(price: Double, into hits: inout HotArray<Int32>) {
        refit()
        if levels.isEmpty {
            collect(price, leaves: 0..<accounts.count, into: &hits)
        } else {
            collect(price, levels.count - 1, 0..<levels[levels.count - 1].largestLow.count, into: &hits)
        }
    }

    /// Searches some branches of a level.
    private func collect(_ price: Double, _ level: Int, _ branches: Range<Int>, into hits: inout HotArray<Int32>) {
        // Read once: every read of a property that a class keeps is checked for exclusive access.
        let largestLow = levels[level].largestLow.base
        let smallestHigh = levels[level].smallestHigh.base
        let belowCount = level == 0 ? accounts.count : levels[level - 1].largestLow.count
        for branch in branches
        where Double(largestLow[branch]) > price || Double(smallestHigh[branch]) < price {
            let first = branch * Self.fan
            let below = first..<min(first + Self.fan, belowCount)
            if level == 0 {
                collect(price, leaves: below, into: &hits)
            } else {
                collect(price, level - 1, below, into: &hits)
            }
        }
    }

    @inline(__always)
    private func collect(_ price: Double, leaves: Range<Int>, into hits: inout HotArray<Int32>) {
        let lows = lows.base
        let highs = highs.base
        let accounts = accounts.base
        hits.reserve(leaves.count)
        for place in leaves where !(Double(lows[place]) <= price && price <= Double(highs[place])) {
            hits.append(accounts[place])
        }
    }

    // MARK: - The tree

    /// Has a branch for every account on every level, and a top of at most 64 branches.
    private func grow() {
        var below = accounts.count
        var level = 0
        while below > Self.fan {
            let branches = (below + Self.fan - 1) / Self.fan
            if level == levels.count {
                levels.append(Level())
                // A new level begins with everything below it.
                for branch in 0..<branches { addBranch(to: level, branch) }
            }
            while levels[level].largestLow.count < branches { addBranch(to: level, levels[level].largestLow.count) }
            below = branches
            level += 1
        }
    }

    private func addBranch(to level: Int, _ branch: Int) {
        levels[level].largestLow.append(.infinity)
        levels[level].smallestHigh.append(-.infinity)
        levels[level].isStale.append(false)
        markStale(level, branch)
    }

    @inline(__always)
    private func markStale(_ place: Int) {
        if !levels.isEmpty { markStale(0, place / Self.fan) }
    }

    @inline(__always)
    private func markStale(_ level: Int, _ branch: Int) {
        let tree = levels[level]
        guard branch < tree.isStale.count, !tree.isStale[branch] else { return }
        tree.isStale[branch] = true
        tree.stale.append(Int32(branch))
    }

    /// Works out the branches again that something changed in, from the leaves up.
    private func refit() {
        for level in levels.indices {
            let tree = levels[level]
            guard tree.stale.count > 0 else { continue }
            for entry in 0..<tree.stale.count {
                let branch = Int(tree.stale[entry])
                refit(level, branch)
                tree.isStale[branch] = false
                if level + 1 < levels.count { markStale(level + 1, branch / Self.fan) }
            }
            tree.stale.removeAll()
        }
    }

    private func refit(_ level: Int, _ branch: Int) {
        let belowCount = level == 0 ? accounts.count : levels[level - 1].largestLow.count
        let first = branch * Self.fan
        // An empty branch, its slices removed, holds at every price.
        var largest = -Float.infinity
        var smallest = Float.infinity
        if first < belowCount {
            let low = level == 0 ? lows.base : levels[level - 1].largestLow.base
            let high = level == 0 ? highs.base : levels[level - 1].smallestHigh.base
            for place in first..<min(first + Self.fan, belowCount) {
                largest = max(largest, low[place])
                smallest = min(smallest, high[place])
            }
        }
        levels[level].largestLow[branch] = largest
        levels[level].smallestHigh[branch] = smallest
    }
}
