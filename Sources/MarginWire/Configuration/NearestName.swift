/// The name that was probably meant by one that is not known.
package enum NearestName {
    /// The name among `candidates` that is fewest slips away from `name`; the first of several.
    ///
    /// A slip is a letter too many, too few or another, or two neighbours exchanged; upper and lower case are the same.
    /// - Returns: `nil` where even the nearest is further than a third of the longer name (one slip is always near
    ///   enough), or has nothing in common with `name`.
    package static func of(_ name: String, among candidates: some Sequence<String>) -> String? {
        let written = Array(name.lowercased())
        var nearest: String?
        var fewest = Int.max
        for candidate in candidates {
            let meant = Array(candidate.lowercased())
            let longer = max(written.count, meant.count)
            let limit = min(max(1, longer / 3), fewest - 1)
            // A difference in length is at least as many slips; this also keeps a name of a megabyte from costing much.
            guard abs(written.count - meant.count) <= limit else { continue }
            let distance = distance(written, meant)
            guard distance <= limit && distance < longer else { continue }
            nearest = candidate
            fewest = distance
        }
        return nearest
    }

    /// Slips between two words.
    ///
    /// - Source: Damerau, *A technique for computer detection and correction of spelling errors*, CACM 7 (1964); here
    ///   as optimal string alignment, in which nothing is changed twice ("ca" and "abc" are three slips apart).
    package static func distance(_ a: String, _ b: String) -> Int { distance(Array(a), Array(b)) }

    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        guard !a.isEmpty && !b.isEmpty else { return max(a.count, b.count) }
        // Three rows of the table of distances between all beginnings of both: an exchange looks back by two.
        var beforePrevious = [Int](repeating: 0, count: b.count + 1)
        var previous = Array(0...b.count)
        var current = previous
        for i in 1...a.count {
            current[0] = i
            for j in 1...b.count {
                let replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
                current[j] = min(replaced, previous[j] + 1, current[j - 1] + 1)
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    current[j] = min(current[j], beforePrevious[j - 2] + 1)
                }
            }
            (beforePrevious, previous, current) = (previous, current, beforePrevious)
        }
        return previous[b.count]
    }
}
