import MarginCore
import MarginTesting
import Testing

@Suite("A line that was sent before")
struct IntakeRepeatTests {
    @Test("by its producer's count is dropped, and changes nothing")
    func sequence() {
        let monitor = Monitor()
        let outcome = monitor.run {
            $0.number(7, from: "desk")
            $0.balance("alpha", "USD", 1)
            $0.number(7, from: "desk")
            $0.balance("alpha", "USD", 2)
            $0.number(6, from: "desk")
            $0.balance("alpha", "USD", 3)
            $0.number(8, from: "desk")
            $0.clock()
        }
        #expect(outcome.verdicts == [.accepted(1), .repeated, .repeated, .accepted(2)])
        #expect(monitor.balance("alpha", "USD") == "1")
    }

    @Test("is one only within its producer; those without a name are one producer")
    func producers() {
        let outcome = Monitor().run {
            $0.number(1, from: "desk")
            $0.clock()
            $0.number(1, from: "risk")
            $0.clock()
            $0.number(1)
            $0.clock()
            $0.number(1)
            $0.clock()
            $0.clock()
        }
        #expect(outcome.verdicts == [.accepted(1), .accepted(2), .accepted(3), .repeated, .accepted(4)])
    }

    @Test("and rejected used its number up, as long as source and number could be read")
    func rejected() {
        let outcome = Monitor().run {
            $0.number(1, from: "desk")
            $0.price("UNKNOWN", 1)
            $0.number(1, from: "desk")
            $0.clock()
            $0.line(#"{"type":"nonsense","src":"desk","seq":2}"#)
            $0.number(2, from: "desk")
            $0.clock()
            $0.line(#"{"type":"clock","ts":0,"src":"desk","seq":3,"seq":3}"#)
            $0.number(3, from: "desk")
            $0.clock()
        }
        #expect(
            outcome.verdicts == [
                .rejected(LineFault(.undefinedSymbol, .symbol)), .repeated, .rejected(LineFault(.unknownType, .type)),
                .repeated, .rejected(LineFault(.duplicateKey)), .accepted(1),
            ])
    }

    @Test("and came late used its number up")
    func late() {
        let outcome = Monitor().run {
            $0.spot("BTCX", on: "BTC")
            $0.wait(seconds: 10)
            $0.price("BTCX", 1)
            $0.wait(seconds: -1)
            $0.number(1)
            $0.price("BTCX", 2)
            $0.number(1)
            $0.clock()
        }
        #expect(outcome.verdicts == [.accepted(1), .accepted(2), .late, .repeated])
    }

    @Test("counts as far as a number can count, without falling over")
    func extremes() {
        let outcome = Monitor().run {
            $0.number(.min)
            $0.clock()
            $0.number(.max)
            $0.clock()
            $0.number(.max)
            $0.clock()
        }
        #expect(outcome.verdicts == [.accepted(1), .accepted(2), .repeated])
        #expect(outcome.feedConditions == [.gap(source: "", first: .min + 1, last: .max - 1)])
    }

    @Test("by its id is dropped: fills and transfers count apart, each for its account")
    func identifiers() {
        let monitor = Monitor()
        let outcome = monitor.run {
            $0.perpetual("PERP", on: "BTC")
            $0.fill("alpha", "PERP", 1, at: 100, id: "x")
            $0.transfer("alpha", "USD", 5, id: "x")
            $0.fill("beta", "PERP", 1, at: 100, id: "x")
            $0.fill("alpha", "PERP", 1, at: 100, id: "x")
            $0.transfer("alpha", "USD", 5, id: "x")
            $0.fill("alpha", "PERP", 1, at: 100)
            $0.fill("alpha", "PERP", 1, at: 100)
        }
        #expect(
            outcome.verdicts == [
                .accepted(1), .accepted(2), .accepted(3), .accepted(4), .repeated, .repeated, .accepted(5),
                .accepted(6),
            ])
        #expect(monitor.position("alpha", "PERP")?.quantity == "3")
        #expect(monitor.balance("alpha", "USD") == "5")
    }

    @Test("by its id is told by the id's bytes: two spellings of one letter are two ids")
    func identifierBytes() {
        let monitor = Monitor()
        let outcome = monitor.run {
            $0.transfer("alpha", "USD", 1, id: "caf\u{e9}")
            $0.transfer("alpha", "USD", 1, id: "cafe\u{301}")
            $0.transfer("alpha", "USD", 1, id: "cafe\u{301}")
        }
        #expect(outcome.verdicts == [.accepted(1), .accepted(2), .repeated])
        #expect(monitor.balance("alpha", "USD") == "2")
    }

    @Test("and rejected did not use its id up")
    func rejectedIdentifier() {
        let outcome = Monitor().run {
            $0.perpetual("PERP", on: "BTC")
            $0.fill("alpha", "PERP", 0, at: 100, id: "x")
            $0.fill("alpha", "PERP", 1, at: 100, id: "x")
        }
        #expect(outcome.verdicts == [.accepted(1), .rejected(LineFault(.zeroQuantity, .qty)), .accepted(2)])
    }

    @Test("remains known whatever replaced the account's book since")
    func replacedBook() {
        let outcome = Monitor().run {
            $0.transfer("alpha", "USD", 1, id: "x")
            $0.portfolio("alpha")
            $0.transfer("alpha", "USD", 1, id: "x")
        }
        #expect(outcome.verdicts == [.accepted(1), .accepted(2), .repeated])
    }
}
