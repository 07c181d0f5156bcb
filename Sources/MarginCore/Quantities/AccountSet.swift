/// Places of accounts in ascending order, 4 bytes each.
///
/// They lie in runs of at most 1,024, so that adding or removing one moves no more than a run, however many there are; added
/// in ascending order, as a book is loaded, they fill every run.
struct AccountSet: Sendable {
    private static let runCountMax = 1024

    /// None of them empty.
    private var runs: [[Int32]] = []

    var isEmpty: Bool { runs.isEmpty }

    var count: Int { runs.reduce(0) { $0 + $1.count } }

    /// - Returns: Whether it was not there before.
    @discardableResult
    mutating func insert(_ account: Int32) -> Bool {
        guard !runs.isEmpty else {
            runs.append([account])
            return true
        }
        let run = self.run(of: account)
        let place = runs[run].lowerBound { $0 < account }
        if place < runs[run].count && runs[run][place] == account { return false }
        if runs[run].count < AccountSet.runCountMax {
            runs[run].insert(account, at: place)
        } else if place == runs[run].count {
            var next: [Int32] = []
            next.reserveCapacity(run == runs.count - 1 ? AccountSet.runCountMax : 1)
            next.append(account)
            runs.insert(next, at: run + 1)
        } else {
            let half = AccountSet.runCountMax / 2
            let upper = Array(runs[run][half...])
            runs[run] = Array(runs[run][..<half])
            runs.insert(upper, at: run + 1)
            return insert(account)
        }
        return true
    }

    /// - Returns: Whether it was there.
    @discardableResult
    mutating func remove(_ account: Int32) -> Bool {
        guard !runs.isEmpty else { return false }
        let run = self.run(of: account)
        let place = runs[run].lowerBound { $0 < account }
        guard place < runs[run].count, runs[run][place] == account else { return false }
        runs[run].remove(at: place)
        if runs[run].isEmpty { runs.remove(at: run) }
        return true
    }

    /// The run where an account is or would be; there is one.
    private func run(of account: Int32) -> Int { Swift.max(0, runs.lowerBound { $0[0] <= account } - 1) }
}

extension AccountSet: Sequence {
    struct Iterator: IteratorProtocol {
        fileprivate var runs: [[Int32]]
        fileprivate var run: [Int32] = []
        fileprivate var nextRun = 0
        fileprivate var place = 0

        @inline(__always)
        mutating func next() -> Int32? {
            if place == run.count {
                guard nextRun < runs.count else { return nil }
                run = runs[nextRun]
                nextRun += 1
                place = 0
            }
            place += 1
            return run[place - 1]
        }
    }

    func makeIterator() -> Iterator { Iterator(runs: runs) }
}
