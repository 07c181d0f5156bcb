/// The terms that an exchange writes into a symbol.
///
/// Deribit: `BTC-PERPETUAL`, `BTC-27MAR26`, `BTC-27MAR26-70000-C`; inverse, in the coin, expiring at 08:00 UTC; option
/// sizes in coins, sizes of perpetuals and futures in USD, as the exchange's own positions report them.
struct SymbolName: Equatable {
    var underlying: String
    var kind: Instrument.Kind
    var expiry: Timestamp?
    var strike: Double
    var right: Instrument.Right

    /// The terms in `symbol`, or `nil` where it does not follow the convention.
    init?(_ symbol: String, convention: SymbolConvention) {
        switch convention {
        case .deribit: self.init(deribit: symbol)
        }
    }

    private init?(deribit symbol: String) {
        let parts = symbol.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard (2...4).contains(parts.count), parts.count != 3, let coin = parts.first, !coin.isEmpty,
            coin.allSatisfy({ (0x41...0x5a).contains($0) || (0x30...0x39).contains($0) })
        else { return nil }
        underlying = String(decoding: coin, as: UTF8.self)
        strike = 0
        right = .call
        if parts.count == 2 && Array(parts[1]) == Array("PERPETUAL".utf8) {
            kind = .perpetual
            return
        }
        guard let day = SymbolName.date(Array(parts[1])) else { return nil }
        expiry = day
        kind = .future
        guard parts.count == 4 else { return }
        kind = .option
        // Strikes below one USD are written with a `d` for the point: `0d5`.
        let text = parts[2].map { $0 == UInt8(ascii: "d") ? UInt8(ascii: ".") : $0 }
        guard let first = text.first, let last = text.last, text.count <= 15,
            text.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }),
            (0x30...0x39).contains(first), (0x30...0x39).contains(last),
            let value = Double(String(decoding: text, as: UTF8.self)), value > 0
        else { return nil }
        strike = value
        switch Array(parts[3]) {
        case [UInt8(ascii: "C")]: right = .call
        case [UInt8(ascii: "P")]: right = .put
        default: return nil
        }
    }

    /// `7MAR26` or `27MAR26`, at 08:00 UTC.
    private static func date(_ text: [UInt8]) -> Timestamp? {
        guard (6...7).contains(text.count) else { return nil }
        let months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
        let dayText = text.dropLast(5)
        let yearText = text.suffix(2)
        guard (dayText + yearText).allSatisfy({ (0x30...0x39).contains($0) }), dayText.first != UInt8(ascii: "0"),
            let month = months.firstIndex(of: String(decoding: text.dropLast(2).suffix(3), as: UTF8.self)),
            let day = Int(String(decoding: dayText, as: UTF8.self)),
            let year = Int(String(decoding: yearText, as: UTF8.self))
        else { return nil }
        return CalendarDate(year: 2000 + year, month: month + 1, day: day)?.midnight.advanced(by: 8 * 3_600_000_000_000)
    }
}
