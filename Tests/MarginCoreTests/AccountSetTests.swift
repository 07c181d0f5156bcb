import MarginTesting
import Testing

@testable import MarginCore

@Suite("A set of accounts") struct AccountSetTests {
    /// Neighbours and strangers: as bits, as a list, and from one to the other and back; in one block and in several.
    @Test(
        "holds what a set holds, in ascending order, however it was added",
        arguments: [1, 2, 3] as [UInt64], [9000, 200_000, 20_000_000] as [Int32])
    func random(seed: UInt64, limit: Int32) {
        var random = SeededGenerator(seed: seed)
        var accounts = AccountSet()
        var expected: Set<Int32> = []
        for account in 0..<limit / 3 where account % 64 < 32 && account < 100_000 {
            let isNew = accounts.insert(account)
            #expect(isNew)
            expected.insert(account)
        }
        #expect(Array(accounts) == expected.sorted(), "seed \(seed)")
        for round in 0..<6 {
            // Few stay in every second round.
            for account in expected.sorted() where round % 2 == 1 && account % 97 != 0 {
                let wasThere = accounts.remove(account)
                #expect(wasThere)
                expected.remove(account)
            }
            for _ in 0..<6000 {
                let account = Int32.random(in: 0..<(round % 3 == 0 ? limit : limit / 100), using: &random)
                if Int.random(in: 0..<3, using: &random) > 0 {
                    let isNew = accounts.insert(account)
                    #expect(isNew == expected.insert(account).inserted, "seed \(seed)")
                } else {
                    let wasThere = accounts.remove(account)
                    #expect(wasThere == (expected.remove(account) != nil), "seed \(seed)")
                }
            }
            #expect(accounts.count == expected.count, "seed \(seed)")
            #expect(Array(accounts) == expected.sorted(), "seed \(seed)")
        }
        for account in expected { accounts.remove(account) }
        #expect(accounts.isEmpty, "seed \(seed)")
    }
}
