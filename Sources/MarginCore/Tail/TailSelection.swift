/// The k worst of an account's outcomes, in order, without sorting the rest.
///
/// One is made per thread of work and used for every account: its storage grows to the largest k and stays. The order is
/// by outcome, and of equal ones the earlier scenario first, so that it is a total order and the selection is bit by bit
/// the beginning of the full sort. A heap holds the k worst so far with the mildest on top: most outcomes cost one
/// comparison with it.
package struct TailSelection: Sendable {
    /// A scenario and what it brings.
    package struct Outcome: Equatable, Sendable, BitwiseCopyable {
        /// Profit, negative for a loss; USD.
        package var profit: Double
        package var scenario: Int32

        @inline(__always)
        static func isWorse(_ a: Outcome, _ b: Outcome) -> Bool {
            a.profit < b.profit || (a.profit == b.profit && a.scenario < b.scenario)
        }
    }

    /// The worst first.
    package private(set) var worst: [Outcome] = []

    package init() {}

    /// Puts the `count` worst of `profits` into `worst`; all of them where there are no more.
    ///
    /// - Parameters:
    ///   - profits: By scenario; finite, at most 2³¹ − 1 of them.
    ///   - count: k ≥ 0.
    /// - Complexity: O(n) comparisons where the order of the scenarios says nothing, and O(k·log k).
    package mutating func select(_ count: Int, of profits: UnsafeBufferPointer<Double>) {
        worst.removeAll(keepingCapacity: true)
        let size = min(count, profits.count)
        guard size > 0 else { return }
        worst.reserveCapacity(size)
        for scenario in 0..<size {
            worst.append(Outcome(profit: profits[scenario], scenario: Int32(truncatingIfNeeded: scenario)))
        }
        worst.withUnsafeMutableBufferPointer { heap in
            for root in stride(from: size / 2 - 1, through: 0, by: -1) { Self.sink(root, in: heap, size: size) }
            var mildest = heap[0].profit
            for scenario in size..<profits.count where profits[scenario] < mildest {
                // An equal one that comes later is milder than the one on top, so "less" is enough.
                heap[0] = Outcome(profit: profits[scenario], scenario: Int32(truncatingIfNeeded: scenario))
                Self.sink(0, in: heap, size: size)
                mildest = heap[0].profit
            }
            for last in stride(from: size - 1, to: 0, by: -1) {
                heap.swapAt(0, last)
                Self.sink(0, in: heap, size: last)
            }
        }
    }

    /// Leaves the `count` worst.
    mutating func keep(_ count: Int) { worst.removeLast(max(0, worst.count - count)) }

    /// Restores the heap below `root`, where a child may be milder.
    @inline(__always)
    private static func sink(_ root: Int, in heap: UnsafeMutableBufferPointer<Outcome>, size: Int) {
        let outcome = heap[root]
        var hole = root
        while true {
            var child = 2 * hole + 1
            guard child < size else { break }
            if child + 1 < size && Outcome.isWorse(heap[child], heap[child + 1]) { child += 1 }
            guard Outcome.isWorse(outcome, heap[child]) else { break }
            heap[hole] = heap[child]
            hole = child
        }
        heap[hole] = outcome
    }
}
