import MarginCore
import MarginWire
import Testing

@testable import margind_bench

@Suite("A workload") struct WorkloadTests {
    private let holdings = Holdings(chain: Chain(), positionsPerAccount: 50, seed: 11)

    @Test("gives an account the same positions every time, others to the next, each symbol once, on both sides")
    func holdingsOfAnAccount() {
        let positions = holdings.positions(3)
        #expect(positions == holdings.positions(3))
        #expect(positions != holdings.positions(4))
        #expect(positions.count == 50)
        #expect(Set(positions.map(\.symbol)).count == 50)
        #expect(positions.contains { $0.quantity > 0 } && positions.contains { $0.quantity < 0 })
        #expect(positions.count { $0.symbol >= 15 } >= 45)
    }

    @Test("has the usage that was asked for: initial margin over equity from 0.2 to 0.97, as the product values it")
    func usage() {
        let cash = CashChoice.cash(holdings, accounts: 80)
        var book = MarginBook(configuration: MarginConfiguration())
        var loader = BookLoader(holdings: holdings)
        loader.loadMarket(into: &book)
        loader.load(0..<80, cash: cash, into: &book)
        let usages = book.reports().map { $0.figures.initialMargin / $0.figures.equity }
        #expect(usages.count == 80)
        #expect(usages.allSatisfy { (0.199...0.971).contains($0) })
        #expect(usages.contains { $0 < 0.3 } && usages.contains { $0 > 0.87 })
    }

    @Test("is the same as lines and as updates of a book")
    func linesAndUpdates() {
        let cash = CashChoice.cash(holdings, accounts: 5)
        var book = MarginBook(configuration: MarginConfiguration())
        var loader = BookLoader(holdings: holdings)
        loader.loadMarket(into: &book)
        loader.load(0..<5, cash: cash, into: &book)

        var engine = MarginEngine()
        var decoder = EventDecoder()
        var alerts: [Alert] = []
        let accounts = cash.indices.map { holdings.line($0, cash: cash[$0]) }
        for line in holdings.chain.lines + accounts {
            let verdict = Array(line.utf8).withUnsafeBufferPointer { bytes in
                engine.apply(decoder.decode(bytes), into: &alerts)
            }
            guard case .accepted = verdict else {
                Issue.record("\(verdict): \(line)")
                continue
            }
        }
        // Symbols have other numbers, and sums another order.
        for (one, other) in zip(book.reports(), engine.book.reports()) {
            #expect(one.account == other.account)
            #expect((one.figures.equity - other.figures.equity).magnitude < 1e-9 * one.figures.equity.magnitude)
            let margins = (one.figures.initialMargin, other.figures.initialMargin)
            #expect((margins.0 - margins.1).magnitude < 1e-9 * margins.0)
        }
        #expect(engine.book.reports().count == 5)
    }

    @Test("walks the same way for the same seed, and a tenth of a second goes by for each underlying")
    func walk() {
        let ticks = self.ticks(seed: 1)
        #expect(ticks == self.ticks(seed: 1))
        #expect(ticks != self.ticks(seed: 2))
        #expect(ticks.last?.clock == BookLoader.clock.advanced(by: 20_000_000_000))
        let volatilities = ticks.count { if case .volatility = $0.value { true } else { false } }
        #expect((150...250).contains(volatilities))
    }

    private func ticks(seed: UInt64) -> [TickWalk.Tick] {
        var walk = TickWalk(
            holdings.chain, volatility: 1e-3, volatilityShare: 0.2, seed: seed, from: BookLoader.clock)
        return (0..<1000).map { _ in walk.next() }
    }
}

@Suite("Guards on and off") struct TickRunTests {
    @Test("raise the same alerts on the same ticks, whichever batches they come in", arguments: [3e-5, 4e-3])
    func sameAlerts(volatility: Double) {
        let holdings = Holdings(chain: Chain(), positionsPerAccount: 10, seed: 5)
        let cash = CashChoice.cash(holdings, accounts: 40)
        func run(_ guards: Guards, inTwo: Bool) -> TickRun {
            let walk = TickWalk(
                holdings.chain, volatility: volatility, volatilityShare: 0.1, seed: 5, from: BookLoader.clock)
            let run = TickRun(guards, holdings, cash: cash, walk: walk)
            if inTwo { _ = run.advance(seconds: 1000, ticksMax: 77) }
            _ = run.advance(seconds: 1000, ticksMax: 200 - run.ticks)
            return run
        }
        let on = run(.on, inTwo: false)
        let off = run(.off, inTwo: true)
        #expect(on.ticks == 200 && off.ticks == 200)
        for ticks in [1, 100, 200] {
            let last = on.firstEvent + UInt64(ticks)
            #expect(on.trail.digest(upTo: last) == off.trail.digest(upTo: last))
        }
        if volatility > 1e-3 { #expect(on.trail.count > 0) }
    }
}
