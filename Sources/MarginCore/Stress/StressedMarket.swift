extension Market {
    /// The market as a stress scenario would have it.
    ///
    /// An index moves; perpetuals, futures and forwards move with it, and beyond it by the scenario's basis; every
    /// volatility of the underlying moves. What has no price yet has none under stress either. A volatility is held
    /// within what a line could state, (0, 10].
    package func stressed(by scenario: StressScenario, history: PriceHistory) -> Market {
        var market = self
        for place in underlyings.indices {
            let underlying = underlyings[place]
            let move = scenario.move(of: underlying.name, isCash: underlying.isCash, history: history)
            if underlying.isCash {
                let price = cashPrice(of: UnderlyingID(place))
                if move != 0 { market.setIndex(UnderlyingID(place), Market.moved(price, by: move)) }
            } else if underlying.index > 0 {
                market.setIndex(UnderlyingID(place), Market.moved(underlying.index, by: move))
            }
        }
        // What the sources say moves as the index does.
        for place in underlyings.indices where underlyings[place].sourceMedian > 0 {
            let move = scenario.move(of: underlyings[place].name, isCash: underlyings[place].isCash, history: history)
            market.setSourceMedian(UnderlyingID(place), Market.moved(underlyings[place].sourceMedian, by: move))
        }
        for place in listings.indices {
            guard let terms = listings[place].terms else { continue }
            let id = InstrumentID(place)
            switch terms.kind {
            case .spot: continue
            case .perpetual, .future:
                let mark = market.mark(of: id)
                if mark > 0, scenario.basis != 0 {
                    market.setMark(id, Market.moved(mark, by: scenario.basis), on: terms.underlying)
                }
            case .option:
                let volatility = listings[place].volatility
                let move = scenario.volatilityMove(of: self[terms.underlying].name, history: history)
                if volatility > 0 { market.setVolatility(id, min(10, volatility * (1 + move))) }
            }
        }
        // After the futures, which may have taken their mark from the forward.
        for place in expiries.indices {
            let forward = market.forward(of: ExpiryID(place))
            if forward > 0, scenario.basis != 0 {
                market.setForward(ExpiryID(place), Market.moved(forward, by: scenario.basis))
            }
        }
        return market
    }

    /// A price after a move above −1: still positive, and within what figures can hold.
    private static func moved(_ price: Double, by move: Double) -> Double {
        min(max(price * (1 + move), .leastNormalMagnitude), 1e150)
    }
}
