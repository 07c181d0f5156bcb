import MarginCore
import MarginTesting
import Testing

/// Laws that hold whatever a pack says and whatever is held; the seed of a failure is in its message.
@Suite("The scenario model")
struct ScenarioModelTests {
    private static let seeds: Range<UInt64> = 0..<12

    @Test("never requires less than nothing, nor less initially than the worst loss", arguments: seeds)
    func signs(seed: UInt64) {
        var desk = ScenarioDesk(seed: seed)
        for _ in 0..<40 {
            let pack = desk.pack()
            let charge = desk.charge(desk.books(pack))
            #expect(charge.initial >= 0 && charge.maintenance >= 0 && charge.worst >= 0, "seed \(seed)")
            #expect(charge.initial.isFinite && charge.maintenance.isFinite, "seed \(seed)")
            #expect(charge.initial >= pack.initialFactor * charge.worst, "seed \(seed)")
        }
    }

    @Test("doubles with the book, to the bit, where there are no tiers", arguments: seeds)
    func scaling(seed: UInt64) {
        var desk = ScenarioDesk(seed: seed)
        for _ in 0..<40 {
            var pack = desk.pack()
            pack.minimum.tiers = []
            let books = desk.books(pack)
            let once = desk.charge(books)
            let twice = desk.charge(books.map { $0.scaled(by: 2) })
            #expect(twice.initial == 2 * once.initial && twice.maintenance == 2 * once.maintenance, "seed \(seed)")
            #expect(twice.decider == once.decider, "seed \(seed)")
        }
    }

    @Test("charges a portfolio's worst loss no more than its parts'", arguments: seeds)
    func netting(seed: UInt64) {
        var desk = ScenarioDesk(seed: seed)
        for _ in 0..<40 {
            var pack = desk.pack()
            // A discount treats gains and losses differently by expiry, and the minimum is of each underlying.
            pack.discount = ScenarioPack.StaticDiscount()
            pack.minimum = ScenarioPack.MinimumCharge()
            let a = desk.books(pack)
            let b = desk.books(pack)
            let together = desk.charge(zip(a, b).map { $0.merged(with: $1) })
            let apart = desk.charge(a).worst + desk.charge(b).worst
            #expect(together.worst <= apart * (1 + 1e-12) + 1e-6, "seed \(seed)")
        }
    }

    @Test("charges no loss for a position and its opposite", arguments: seeds)
    func closing(seed: UInt64) {
        var desk = ScenarioDesk(seed: seed)
        for _ in 0..<20 {
            let books = desk.books(desk.pack())
            let charge = desk.charge(books.map { $0.merged(with: $0.scaled(by: -1)) })
            #expect(charge.worst <= 1e-6, "seed \(seed)")
            #expect(charge.option.total <= 1e-6, "seed \(seed)")
        }
    }

    @Test("lets an underlying's profit pay for another's loss as far as the offset says")
    func offset() {
        var pack = ScenarioPack()
        pack.combination = .cells
        func charge(_ offset: Double) -> Double {
            pack.offset = offset
            let long = ScenarioDesk.perpetual(pack, "BTC", delta: 100_000)
            let short = ScenarioDesk.perpetual(pack, "BTC", delta: -100_000)
            return ScenarioBook.charge([long, short]).charge.worst
        }
        #expect(charge(0) == 16_000)
        #expect(charge(0.6) == 16_000 - 0.6 * 16_000)
        #expect(charge(1) == 0)
        pack.combination = .sum
        #expect(charge(1) == 32_000)
    }

    @Test("divides the worst loss among the underlyings", arguments: seeds)
    func shares(seed: UInt64) {
        var desk = ScenarioDesk(seed: seed)
        for _ in 0..<20 {
            let books = desk.books(desk.pack())
            let charge = desk.charge(books)
            let shares = ScenarioBook.shares(books.map(\.book), in: charge)
            #expect(
                shares.count == 2 && abs(shares[0] + shares[1] - charge.worst) <= 1e-9 * charge.worst, "seed \(seed)")
            #expect(shares.max() == shares[charge.underlying], "seed \(seed)")
        }
    }

    @Test("names the cell that decided")
    func names() {
        let grid = ScenarioGrid(ScenarioPack(), underlying: "BTC")
        let long = ScenarioDesk.perpetual(grid.pack, "BTC", delta: 1)
        #expect(grid.name(of: long.charge().charge.decider) == "-16% vol up")
        #expect(grid.name(of: ScenarioBook(grid: grid, spot: 1).charge().charge.decider) == "none")
        #expect(
            [
                ScenarioCell(move: 1.135 - 1, volatility: .down), ScenarioCell(move: 0, days: 1),
                ScenarioCell(move: -2, unit: .range), ScenarioCell(move: 0, volatility: .absoluteSkew),
            ].map { $0.name(range: 0.12) } == ["+13.5% vol down", "0% after 1 day", "-24%", "absolute skew"])
    }

    @Test("charges the raw minimum by slices, each with its own multiple")
    func tiers() {
        var minimum = ScenarioPack.MinimumCharge()
        minimum.linear = 1
        minimum.tiers = [.init(from: 10_000, multiple: 2), .init(from: 70_000, multiple: 4)]
        // OKX's own example: 10,000 + (30,000 − 10,000) · 2.
        #expect(minimum.charge(onShortOptions: 0, linear: 30_000) == 50_000)
        #expect(minimum.charge(onShortOptions: 0, linear: 9_000) == 9_000)
        #expect(minimum.charge(onShortOptions: 0, linear: 80_000) == 10_000 + 120_000 + 40_000)
        minimum.tiers = []
        #expect(minimum.charge(onShortOptions: 5, linear: 80_000) == 80_000)
    }

    @Test("keeps coins free of risk where coin is money, and charges an inverse future in coin")
    func coin() {
        var pack = ScenarioPack()
        pack.tails.moves = []
        pack.roll.least = 0
        var book = ScenarioBook(grid: ScenarioGrid(pack, underlying: "BTC"), spot: 50_000)
        book.holdings.coins = 50_000
        #expect(book.charge().charge.worst == 8_000)
        pack.numeraire = .coin
        book = ScenarioBook(grid: ScenarioGrid(pack, underlying: "BTC"), spot: 50_000)
        book.holdings.coins = 50_000
        #expect(book.charge().charge.worst == 0)
        book.holdings.perpetuals.coinDelta = 50_000
        #expect((book.charge().charge.worst - 50_000 * (1 / 0.84 - 1)).magnitude < 1e-9)
    }

    @Test(
        "tops up what futures and perpetuals lose and roll to their minimum",
        arguments: ScenarioPack.Combination.allCases)
    func minimum(combination: ScenarioPack.Combination) {
        var pack = ScenarioPack()
        pack.combination = combination
        pack.minimum.linear = 0.5
        var book = ScenarioBook(grid: ScenarioGrid(pack, underlying: "BTC"), spot: 50_000)
        // Hedged, so that nothing is lost; half of both notionals is 1,500.
        book.holdings.perpetuals = ScenarioLinear(gross: 1_000)
        book.add(
            sum: [Double](repeating: 0, count: book.grid.stride), terms: ScenarioExpiryTerms(pack, years: 1),
            futures: ScenarioLinear(gross: 2_000))
        let charge = book.charge().charge
        // 1 % of the perpetuals, and 5 % a year of the futures.
        #expect(charge.worst == 0 && charge.roll.isClose(to: 10 + 100))
        #expect(charge.minimum.isClose(to: 1_500 - 110))
        #expect(charge.initial.isClose(to: 1_500))
    }

    @Test("counts in full what linear contracts lose in a tail that keeps them in range, else the part of the tail")
    func tails() {
        var pack = ScenarioPack()
        pack.grid.steps = 0
        pack.tails.moves = [-0.66]
        pack.tails.ratio = 0.5
        #expect(ScenarioDesk.perpetual(pack, "BTC", delta: 100_000).charge().charge.worst.isClose(to: 16_000))
        // Half of 0.16 ÷ 0.66 of what a fall by 66 % costs.
        pack.tails.keepsLinearInRange = false
        #expect(ScenarioDesk.perpetual(pack, "BTC", delta: 100_000).charge().charge.worst.isClose(to: 8_000))
    }
}
