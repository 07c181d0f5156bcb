// What balances are worth under a profile with collateral rules: schedules, caps, shares, a price of its own.
//
// Debts count in full at the index, whatever the rules: the median may be the lower price of the two, and a debt at a
// lower price would be a smaller debt.

extension MarginBook {
    /// What an account's balances add to equity, USD: what is owned as far as it counts, what is owed in full.
    mutating func collateralValue(of index: Int) -> Double {
        let row = rows[index]
        let tables = profiles[Int(row.profile)]
        collateral.removeAll()
        var debts = 0.0
        for place in row.balances {
            let balance = balances[place]
            let asset = UnderlyingID(Int(balance.asset))
            if balance.amount > 0 {
                let price = market.collateralPrice(of: asset, by: tables.profile.collateralPrice)
                collateral.add(
                    asset, price: price, value: balance.amount * price, tables.collateral[Int(balance.asset)])
            } else {
                debts += balance.amount * market.collateralPrice(of: asset, by: .index)
            }
        }
        return debts + collateral.settle()
    }

    /// The sources of an index say something else: has those judged whose collateral is counted by it.
    mutating func sourceMedianMoved(of underlying: Int) {
        let index = guardIndices[underlying]
        for place in 0..<index.count { touchIfRuled(index.account(at: place)) }
        for account in cashHolders[underlying] { touchIfRuled(account) }
    }

    private mutating func touchIfRuled(_ account: Int32) {
        if views[Int(rows[Int(account)].profile)].hasCollateralRules { touch(account: account) }
    }
}
