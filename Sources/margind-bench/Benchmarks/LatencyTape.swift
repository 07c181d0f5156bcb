/// Lines of which every one raises exactly one alert: a price that brings one account into liquidation and back again.
struct LatencyTape {
    /// What comes before: instruments, first prices, and the account. Raises nothing.
    let opening: [UInt8]
    /// The prices, line after line.
    let bytes: [UInt8]
    /// Where each line ends in `bytes`, its LF included.
    let ends: [Int]

    /// - Parameter count: How many prices.
    init(count: Int) {
        // 2026-03-01T00:00:00Z; a microsecond from line to line, so that no minute and no deadline passes.
        let start: Int64 = 1_772_323_200_000_000_000
        let events = [
            #""type":"instrument","symbol":"BTC","kind":"spot","underlying":"BTC","currency":"USD""#,
            #""type":"instrument","symbol":"BTC-PERP","kind":"perpetual","underlying":"BTC","settlement":"linear","#
                + #""currency":"USD""#,
            #""type":"price","symbol":"BTC","price":60000"#,
            #""type":"price","symbol":"BTC-PERP","price":60000"#,
            #""type":"portfolio","account":"alice","balances":{"USD":20000},"#
                + #""positions":[{"symbol":"BTC-PERP","qty":1,"price":60000}]"#,
        ]
        opening = Array(events.map { #"{"ts":\#(start),\#($0)}"# + "\n" }.joined().utf8)
        var bytes: [UInt8] = []
        var ends: [Int] = []
        ends.reserveCapacity(count)
        for number in 1...count {
            let price = number % 2 == 1 ? 42_000 : 60_000
            bytes +=
                #"{"type":"price","ts":\#(start + Int64(number) * 1000),"symbol":"BTC-PERP","price":\#(price)}"#.utf8
            bytes.append(UInt8(ascii: "\n"))
            ends.append(bytes.count)
        }
        self.bytes = bytes
        self.ends = ends
    }
}
