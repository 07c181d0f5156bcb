import MarginTesting
import Testing

@testable import MarginCore

@Suite("The ends of guards")
struct GuardEndsTests {
    private enum Plain {
        case none, instant
        case through(Int64)
        case never
    }

    @Test("call up whoever has no guard or one that has ended, and nobody else", arguments: UInt64(1)...8)
    func matchesPlain(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var ends = GuardEnds()
        var plain: [Plain] = []
        for _ in 0..<200 {
            ends.append()
            plain.append(.none)
        }
        // Before 1970 too.
        var step = Int64.random(in: -200...200, using: &random)
        for _ in 0..<300 {
            for account in plain.indices where Int.random(in: 0..<3, using: &random) == 0 {
                switch Int.random(in: 0..<8, using: &random) {
                case 0:
                    ends.remove(account)
                    plain[account] = .none
                case 1:
                    ends.setInstant(account)
                    plain[account] = .instant
                case 2:
                    ends.set(account, through: nil)
                    plain[account] = .never
                default:
                    let end = step + Int64.random(in: 0...GuardPolicy.stepsMax, using: &random)
                    ends.set(account, through: end)
                    plain[account] = .through(end)
                }
            }
            let next = step + [1, 1, 1, 2, 30, 63, 64, 65, 1000][Int.random(in: 0..<9, using: &random)]
            let passage = GuardEnds.Passage(from: step, to: next)
            for account in plain.indices {
                let (isDue, exists) =
                    switch plain[account] {
                    case .none: (true, false)
                    case .instant: (true, true)
                    case .never: (false, true)
                    case .through(let end): (end < next, true)
                    }
                let ended = ends.end(account, in: passage)
                #expect(ended == isDue, "seed \(seed): \(plain[account]) at \(next)")
                let (stillExists, isOver) = (ends.exists(account), ends.isOver(account))
                #expect(stillExists == exists, "seed \(seed)")
                #expect(isOver == isDue, "seed \(seed)")
                // Whoever is due is judged, and left with another or none.
                if isDue {
                    ends.remove(account)
                    plain[account] = .none
                }
            }
            step = next
        }
    }

    @Test("call nobody up whose guard has not ended where time stands still")
    func standsStill() {
        var ends = GuardEnds()
        for _ in 0..<3 { ends.append() }
        ends.set(0, through: 70)
        ends.setInstant(1)
        let passage = GuardEnds.Passage(from: 70, to: 70)
        var ended: [Bool] = []
        for account in 0..<3 { ended.append(ends.end(account, in: passage)) }
        #expect(ended == [false, true, true])
    }
}
