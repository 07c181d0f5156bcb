import Foundation
import MarginCore
import Testing

/// Deribit's own greeks of its BTC options on 2020-05-21: an inverse option's delta is N(d1) of the forward, gamma its
/// derivative in USD, vega USD per point of volatility; five decimals, from a mark volatility of two.
@Suite(
    "Conformance to Deribit's greeks", .enabled(if: Vectors.isConfigured, "MARGIND_SHARED names no folder of vectors"))
struct ConformanceGreeks {
    @Test("Delta, gamma and vega equal the exchange's within what its rounding leaves open")
    func greeks() throws {
        let rows = try Table(csv: Vectors.unzippedText("deribit_ticker_btc_20200521_326.csv.gz")).rows
        try #require(!rows.isEmpty)

        var zeroMarks = 0
        var nearExpiry = 0
        var reproduced = 0
        var worst = (delta: 0.0, gamma: 0.0, vega: 0.0)
        for row in rows {
            let ticker = try Ticker(row)
            guard ticker.mark != 0 else {
                zeroMarks += 1
                continue
            }
            guard ticker.years > 0.25 / 365 else {
                nearExpiry += 1
                continue
            }
            let own = ticker.greeks
            let exchange = ticker.published
            let delta = (own.delta - exchange.delta).magnitude
            let gamma = (own.gamma - exchange.gamma).magnitude
            let vega = (own.vega - exchange.vega).magnitude
            #expect(delta <= 2e-4, "\(ticker.name): delta \(own.delta), not \(exchange.delta)")
            #expect(gamma <= 6e-6, "\(ticker.name): gamma \(own.gamma), not \(exchange.gamma)")
            #expect(vega <= 2e-3 + 1e-4 * exchange.vega, "\(ticker.name): vega \(own.vega), not \(exchange.vega)")
            reproduced += delta <= 2e-4 && gamma <= 6e-6 && vega <= 2e-3 + 1e-4 * exchange.vega ? 1 : 0
            worst = (max(worst.delta, delta), max(worst.gamma, gamma), max(worst.vega, vega))
        }
        #expect(reproduced > 0)
        print(
            "Deribit greeks: \(reproduced) of \(rows.count) (left out: \(zeroMarks) with a zero mark, \(nearExpiry) "
                + "within 6 hours of expiry); largest errors: delta \(worst.delta), gamma \(worst.gamma), "
                + "vega \(worst.vega)")
    }
}

extension ConformanceGreeks {
    struct Greeks {
        var delta: Double
        var gamma: Double
        var vega: Double
    }

    /// What the exchange published of one option.
    struct Ticker {
        let name: String
        let right: Instrument.Right
        let strike: Double
        let forward: Double
        /// Annualised, as a fraction.
        let volatility: Double
        /// To expiry, ACT/365.
        let years: Double
        /// In coin.
        let mark: Double
        let published: Greeks

        init(_ row: [String: String]) throws {
            func number(_ field: String) throws -> Double { try #require(row[field].flatMap(Double.init), "\(field)") }
            name = try #require(row["instrument_name"])
            right = try #require(row["option_type"]) == "call" ? .call : .put
            strike = try number("strike")
            forward = try number("underlying_price")
            volatility = try number("mark_iv") / 100
            years = (try number("expiration_timestamp") - number("timestamp")) / (1000 * 86_400 * 365)
            mark = try number("mark_price")
            let greeks = try #require(row["greeks"])
            published = Greeks(
                delta: try Self.entry("delta", of: greeks), gamma: try Self.entry("gamma", of: greeks),
                vega: try Self.entry("vega", of: greeks))
        }

        /// From Black-76: with W = F·φ(d1)·σ√T, gamma = φ(d1) ÷ (F·σ√T) = W ÷ (F·σ√T)² and vega = W ÷ σ ÷ 100.
        var greeks: Greeks {
            let deviation = volatility * years.squareRoot()
            let value = Black76.value(
                forward: forward, strike: strike, logMoneyness: naturalLogarithm(forward / strike),
                deviation: deviation, right: right)
            let scale = forward * deviation
            return Greeks(
                delta: value.cashDelta / forward, gamma: value.relativeVega / (scale * scale),
                vega: value.relativeVega / volatility / 100)
        }

        /// A number of a mapping written as `{'vega': 0.94545, 'theta': -40.20419}`.
        private static func entry(_ key: String, of mapping: String) throws -> Double {
            let start = try #require(mapping.range(of: "'\(key)':"))
            let rest = mapping[start.upperBound...].prefix { $0 != "," && $0 != "}" }
            return try #require(Double(rest.trimmingCharacters(in: .whitespaces)))
        }
    }

    /// The rows of a comma-separated text by the names in its first line; quotes may enclose commas.
    struct Table {
        let rows: [[String: String]]

        init(csv: String) throws {
            let lines = csv.split(whereSeparator: \.isNewline).map { Self.cells($0) }
            let names = try #require(lines.first)
            rows = lines.dropFirst().map { Dictionary(zip(names, $0)) { first, _ in first } }
        }

        private static func cells(_ line: Substring) -> [String] {
            var cells = [""]
            var isQuoted = false
            for character in line {
                switch character {
                case "\"": isQuoted.toggle()
                case "," where !isQuoted: cells.append("")
                default: cells[cells.count - 1].append(character)
                }
            }
            return cells
        }
    }
}
