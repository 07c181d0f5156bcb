// What a statement says of collateral rules and limits.

extension MarginBook {
    /// The positive balances of the account in hand, by the bytes of the assets' names.
    func statedCollateral(of index: Int) -> [AccountStatement.Collateral] {
        let tables = profiles[Int(rows[index].profile)]
        guard tables.hasCollateralRules else { return [] }
        var stated: [AccountStatement.Collateral] = []
        for part in collateral.parts {
            stated.append(
                AccountStatement.Collateral(
                    asset: market[part.asset].name, part: part, terms: tables.collateral[Int(part.asset.index)]))
        }
        return stated.sorted { $0.asset.utf8.lexicographicallyPrecedes($1.asset.utf8) }
    }

    /// The limits of the account in hand, in the order of alerts.
    func statedLimits(of index: Int, _ assessment: Assessment) -> [AccountStatement.Limit] {
        let announced = breaches[Int32(index)] ?? []
        var stated: [AccountStatement.Limit] = []
        for reading in watchReadings(index, assessment) {
            let isAnnounced = announced.contains(reading.key)
            guard case .limit(let notice) = reading.kind(isAnnounced) else { continue }
            stated.append(AccountStatement.Limit(notice: notice, isAnnounced: isAnnounced))
        }
        return stated.sorted { a, b in
            let (x, y) = (a.notice, b.notice)
            return x.limit != y.limit
                ? x.limit.rawValue < y.limit.rawValue
                : (x.underlying ?? "").utf8.lexicographicallyPrecedes((y.underlying ?? "").utf8)
        }
    }
}
