// Whether a pack charges for anything at all. Each of its numbers may be 0; all of them together are a mistake.

extension ScenarioPack {
    /// There is something that costs an account margin while prices are trusted.
    var hasCharge: Bool {
        hasEffectiveCell || (!basis.isOff && (basis.up != 0 || basis.down != 0))
            || roll.least > 0 || roll.perYear > 0 || minimum.shortOption > 0 || minimum.linear > 0
            || perpetual != Margins() || shortOption != Margins() || collateral.values.contains { $0 != Margins() }
    }

    /// A cell that counts changes something: a price, a volatility, the time, or what values count.
    private var hasEffectiveCell: Bool {
        let count = grid.cells.count
        let tails = count..<count + tails.moves.count
        return cells.enumerated().contains { index, cell in
            let isCounted = tails.contains(index) || cell.weight > 0
            // What moves by one range counts in full, whatever the weight.
            if cell.move != 0 && (isCounted || cell.keepsLinearInRange) { return true }
            return isCounted && (cell.days > 0 || discount != StaticDiscount() || moves(cell.volatility))
        }
    }

    private func moves(_ move: VolatilityMove) -> Bool {
        switch move {
        case .none: false
        case .up: volatility.up > 0 || volatility.leastUp > 0
        case .down: volatility.down > 0
        case .linearSkew: skew.linearCap != 0 || skew.linearCapSlope != 0
        case .absoluteSkew: skew.absoluteCap != 0 || skew.absoluteCapSlope != 0
        }
    }
}
