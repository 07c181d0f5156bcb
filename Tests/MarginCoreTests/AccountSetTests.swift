import Testing

@testable import MarginCore

@Suite("A set of accounts") struct AccountSetTests {
    @Test("holds what a set holds, in ascending order, however it was added", arguments: [1, 2, 3] as [UInt64])
    func random(seed: UInt64) {
        var state = seed
        func draw(_ count: UInt64) -> Int32 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int32((state >> 33) % count)
        }
        var accounts = AccountSet()
        var expected: Set<Int32> = []
        for account in 0..<Int32(3000) where draw(2) == 0 {
            let isNew = accounts.insert(account * 3)
            #expect(isNew)
            expected.insert(account * 3)
        }
        for _ in 0..<20_000 {
            let account = draw(9000)
            if draw(2) == 0 {
                let isNew = accounts.insert(account)
                #expect(isNew == expected.insert(account).inserted)
            } else {
                let wasThere = accounts.remove(account)
                #expect(wasThere == (expected.remove(account) != nil))
            }
        }
        #expect(Array(accounts) == expected.sorted())
        for account in expected { accounts.remove(account) }
        #expect(accounts.isEmpty)
    }
}
