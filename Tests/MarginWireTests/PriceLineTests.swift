import MarginCore
import MarginTesting
import MarginWire
import Testing

/// Price lines have a way of their own through the intake; it leads where the one of all lines leads.
@Suite("A price line") struct PriceLineTests {
    @Test("has the verdict, the event and the updates that it has among all others")
    func verdicts() {
        let seed: UInt64 = 0x5EED_0B19
        var random = SeededGenerator(seed: seed)
        var configuration = MarginConfiguration()
        configuration.convention = .deribit
        configuration.feed.staleAfter = 40_000_000_000
        var apart = Intake(configuration: configuration)
        var among = Intake(configuration: configuration)
        var decoder = EventDecoder()
        var taken = 0
        var kinds: Set<String> = []
        for (number, line) in Self.lines(&random).enumerated() {
            var batches = (EventBatch(), EventBatch())
            let verdicts = Array(line.utf8).withUnsafeBufferPointer { bytes in
                let known = among.admit(decoder.decode(bytes), into: &batches.1)
                guard let price = decoder.price(in: bytes) else {
                    return (apart.admit(decoder.lineAtHand(), into: &batches.0), known)
                }
                taken += 1
                return (apart.admit(price, into: &batches.0), known)
            }
            #expect(verdicts.0 == verdicts.1, "seed \(seed), line \(number): \(line)")
            #expect("\(batches.0)" == "\(batches.1)", "seed \(seed), line \(number): \(line)")
            switch verdicts.0 {
            case .accepted: kinds.insert("accepted")
            case .repeated: kinds.insert("repeated")
            case .late: kinds.insert("late")
            case .rejected(let fault): kinds.insert(fault.reason.rawValue)
            }
        }
        print("\(taken) price lines taken apart, seed \(seed)")
        #expect(taken > 3_000)
        let expected: Set<String> = [
            "accepted", "repeated", "late", "undefined_symbol", "not_positive", "negative_price",
            "volatility_out_of_range", "time_jump",
        ]
        #expect(kinds.isSuperset(of: expected), "\(kinds)")
    }

    private static func lines(_ random: inout SeededGenerator) -> [String] {
        var tape = Tape()
        tape.spot("BTCX", on: "BTC")
        tape.perpetual("PERP", on: "BTC")
        tape.future("FUT", on: "BTC", until: .seconds(500_000))
        tape.option("OPT", on: "BTC", until: .seconds(500_000), .call, 60_000)
        let symbols = ["BTCX", "BTCX", "PERP", "FUT", "OPT", "BTC-27MAR26", "BTC-27MAR26-70000-C", "NONE"]
        for _ in 0..<5_000 {
            switch Int.random(in: 0..<40, using: &random) {
            case 0: tape.wait(seconds: 60)
            case 1: tape.wait(seconds: -30)
            default: tape.wait(nanoseconds: .random(in: -1_000...1_000_000, using: &random))
            }
            if Int.random(in: 0..<4, using: &random) == 0 {
                tape.number(.random(in: 0...5_000, using: &random), from: Bool.random(using: &random) ? "a" : nil)
            }
            let now = tape.now
            if Int.random(in: 0..<200, using: &random) == 0 { tape.now = now.advanced(by: 200_000_000_000_000) }
            func number(_ values: [Double]) -> Tape.Number? {
                Bool.random(using: &random) ? nil : Tape.Number(values.randomElement(using: &random)!)
            }
            tape.price(
                symbols.randomElement(using: &random)!,
                Tape.Number([60_000, 61_000.5, 80_000, 0.02, 0, -1].randomElement(using: &random)!),
                bid: number([0.01, 0, -2]), ask: number([0.03, 59_000]), iv: number([0.6, 0, 11]))
            tape.now = now
        }
        return tape.lines
    }
}
