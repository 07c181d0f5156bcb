/// The fields of an input line, by the names they have there.
package enum EventField: String, CaseIterable, Sendable {
    case type, ts, src, seq
    case symbol, kind, underlying, settlement, currency, multiplier, expiry, strike, right
    case price, bid, ask, iv
    case account, balances, positions, qty, fee, id, asset, amount, profile, mode, group, rate
}
