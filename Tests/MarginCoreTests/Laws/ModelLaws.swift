import MarginCore
import MarginTesting
import Testing

/// What holds of every model and every pack, whatever its rules are; through the engine, on random books.
///
/// Each law states its exceptions. Where one names none, it has none.
@Suite("Every model")
struct ModelLaws {
    /// Two books' worth of chance for each way to margin; the seed is in the message of what fails.
    private static let seeds: [UInt64] = [1, 2]

    private func isAtMost(_ a: Double, _ b: Double) -> Bool { a <= b + 1e-9 * max(1, b.magnitude) }

    /// Exception: minimum charges in tiers (OKX, MR7) charge large books more than in proportion, never less. Nor does
    /// it hold of concentration, which the cases leave out.
    @Test("asks twice as much for twice the book", arguments: ModelCase.all)
    func scaling(_ model: ModelCase) {
        for seed in Self.seeds {
            let desk = ModelDesk(model, seed: seed)
            for size in [1, 4, 12] {
                let book = desk.book(size)
                let once = desk.figures(book)
                let twice = desk.figures(desk.sum(book, book))
                #expect(once.initial > 0 && once.maintenance > 0, "seed \(seed): \(book)")
                if model.pack?.minimum.tiers.isEmpty ?? true {
                    #expect(twice.initial.isClose(to: 2 * once.initial), "seed \(seed): \(book)")
                    #expect(twice.maintenance.isClose(to: 2 * once.maintenance), "seed \(seed): \(book)")
                } else {
                    #expect(isAtMost(2 * once.initial, twice.initial), "seed \(seed): \(book)")
                    #expect(isAtMost(2 * once.maintenance, twice.maintenance), "seed \(seed): \(book)")
                }
            }
        }
    }

    @Test(
        "asks for nothing negative, for a finite sum, and for no more in maintenance than at first",
        arguments: ModelCase.all)
    func sign(_ model: ModelCase) {
        for seed in Self.seeds {
            let desk = ModelDesk(model, seed: seed)
            for size in 0..<14 {
                let book = desk.book(size)
                let figures = desk.figures(book)
                #expect(figures.initial.isFinite && figures.equity.isFinite, "seed \(seed): \(book)")
                #expect(figures.maintenance >= 0, "seed \(seed): \(book)")
                #expect(isAtMost(figures.maintenance, figures.initial), "seed \(seed): \(book)")
                if book.isEmpty { #expect(figures.initial == 0) }
            }
            #expect(desk.audit() == nil, "seed \(seed)")
        }
    }

    /// Contracts are the same in all but their symbols, so no move of the market can tell the sides apart. What is left
    /// is what a model charges each contract for, whatever the others are: the floor for short options, and in a pack
    /// roll, perpetual and minimum charge.
    @Test("asks for no risk of a book and its opposite", arguments: ModelCase.all)
    func netting(_ model: ModelCase) {
        for seed in Self.seeds {
            let desk = ModelDesk(model, seed: seed)
            for size in [1, 3, 9] {
                let book = desk.book(size)
                let both = desk.sum(book, desk.opposite(of: book))
                let figures = desk.figures(both)
                let rest = ContractCharges(both, model, desk).initial
                #expect(isAtMost(figures.initial, rest), "seed \(seed): \(book)")
            }
        }
    }

    /// Exception: what a pack charges each contract for comes with the hedge too.
    @Test("asks no more of a position that is hedged in part or in full with its like", arguments: ModelCase.all)
    func offset(_ model: ModelCase) {
        for seed in Self.seeds {
            let desk = ModelDesk(model, seed: seed)
            for symbol in desk.contracts where !desk.isOption(symbol) {
                for book in [[symbol: desk.index(of: symbol)], [symbol: -desk.index(of: symbol)]] {
                    let open = desk.figures(book)
                    for part in [0.25, 1] {
                        let hedge = desk.opposite(of: book, part: part)
                        let hedged = desk.figures(desk.sum(book, hedge))
                        let rest = ContractCharges(hedge, model, desk).initial
                        #expect(isAtMost(hedged.initial, open.initial + rest), "seed \(seed): \(book), \(part) hedged")
                    }
                }
            }
        }
    }

    @Test("asks no less of a writer of calls, or of puts, who writes another", arguments: ModelCase.all)
    func addedRisk(_ model: ModelCase) {
        for seed in Self.seeds {
            let desk = ModelDesk(model, seed: seed)
            for kind in ["BTC-3-", "BTC-40-", "ETH-40-", "ETH-300-", "BTC-"] {
                for right in ["call", "put"] {
                    var book: ModelDesk.Book = [:]
                    var before = desk.figures(book)
                    for _ in 0..<5 {
                        let more = desk.book(1, signs: [-1]) { $0.hasPrefix(kind) && $0.contains(right) }
                        book = desk.sum(book, more)
                        let after = desk.figures(book)
                        #expect(isAtMost(before.initial, after.initial), "seed \(seed): \(more) in \(book)")
                        #expect(isAtMost(before.maintenance, after.maintenance), "seed \(seed): \(more) in \(book)")
                        before = after
                    }
                }
            }
        }
    }

    /// Initial margin, maintenance being less. A pack's factor is taken of the premium, its basis charge of as much of
    /// the premium as it may lose.
    @Test("asks no more of an owner of options than what they are worth", arguments: ModelCase.all)
    func premium(_ model: ModelCase) {
        for seed in Self.seeds {
            let desk = ModelDesk(model, seed: seed)
            for size in [1, 2, 6, 12] {
                let book = desk.book(size, signs: [1]) { desk.isOption($0) }
                let figures = desk.figures(book)
                #expect(figures.equity > 0, "seed \(seed): \(book)")
                #expect(
                    isAtMost(figures.initial, model.premiumFactor * figures.equity),
                    "seed \(seed): \(figures.initial) of \(figures.equity) for \(book)")
            }
        }
    }

    @Test(
        "of the tail asks no less by expected shortfall than by value at risk",
        arguments: TailParameters.Method.allCases)
    func shortfallBeyondQuantile(_ method: TailParameters.Method) {
        for seed in Self.seeds {
            let desks = TailParameters.Measure.allCases.map { ModelDesk(.tail(method, $0), seed: seed) }
            for size in [1, 2, 5, 10] {
                // The same seed and the same questions: the same books.
                let figures = desks.map { $0.figures($0.book(size)) }
                let (quantile, shortfall) = (figures[0], figures[1])
                #expect(quantile.equity == shortfall.equity, "seed \(seed)")
                #expect(isAtMost(quantile.initial, shortfall.initial), "seed \(seed), \(size) positions")
            }
        }
    }

    /// Without basis charge and floor, which are no measure of the tail: the first charges what two accounts hold on
    /// opposite sides of two expiries.
    @Test(
        "of expected shortfall asks no more of two books in one account than of each in its own",
        arguments: TailParameters.Method.allCases)
    func subadditivity(_ method: TailParameters.Method) {
        let model = ModelCase.tail(method, .expectedShortfall).with {
            $0.requirement.basisRate = 0
            $0.requirement.shortOptionFloor = 0
        }
        for seed in Self.seeds {
            let desk = ModelDesk(model, seed: seed)
            for size in [1, 2, 4, 8] {
                let (a, b) = (desk.book(size), desk.book(size))
                let merged = desk.figures(desk.sum(a, b))
                let apart = (desk.figures(a), desk.figures(b))
                #expect(isAtMost(merged.initial, apart.0.initial + apart.1.initial), "seed \(seed): \(a), \(b)")
            }
        }
    }
}
