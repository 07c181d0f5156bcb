extension ScenarioPack {
    /// Cells that a pack may have at most.
    package static let cellLimit = 256
    /// The lowest that prices may be shocked to, as a fraction of the price.
    package static let leastFactor = 0.01

    /// What is wrong with the pack as a whole, each part being in its range; `nil` where nothing is: whatever an account
    /// holds, its margins are then finite and not negative, and something has one. The sentence goes on behind the pack's
    /// name.
    package var fault: String? {
        let cells = cells
        if cells.isEmpty { return "has no scenario: neither grid nor tails nor cells" }
        if cells.count > ScenarioPack.cellLimit {
            return "has \(cells.count) scenarios, more than \(ScenarioPack.cellLimit)"
        }
        for (name, range) in [("other", grid.range)] + ranges.sorted(by: { $0.key < $1.key }) {
            for cell in cells where !(1 + cell.fraction(range: range) >= ScenarioPack.leastFactor) {
                return "has a scenario that takes \(name) by \(cell.name(range: range)); no price falls by more "
                    + "than 99%"
            }
        }
        for (tier, next) in zip(minimum.tiers, minimum.tiers.dropFirst()) where next.from <= tier.from {
            return "has tiers of the minimum charge that do not ascend"
        }
        if maintenanceFactor > initialFactor { return "has a maintenance_factor above its initial_factor" }
        if !hasCharge {
            return "charges nothing: no scenario that counts changes anything, and all other charges are 0"
        }
        return nil
    }
}
