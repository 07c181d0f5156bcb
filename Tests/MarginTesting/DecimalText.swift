package import MarginCore

/// A decimal as a test writes it: `"-12.50"`, `"3e-18"`. Its own reader, apart from that of the wire.
extension Decimal: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) {
        let parts = text.split(separator: "e")
        let point = parts[0].firstIndex(of: ".")
        let places = point.map { parts[0].distance(from: $0, to: parts[0].endIndex) - 1 } ?? 0
        guard let digits = Int128(parts[0].replacing(".", with: "")),
            let power = parts.count > 1 ? Int32(parts[1]) : 0
        else { preconditionFailure("\"\(text)\" is no decimal") }
        self.init(coefficient: digits, exponent: power - Int32(places))
    }
}
