import Glibc
import MarginCore
import MarginService
import MarginWire

/// What it costs to get from bytes to decoded lines, and on to a batch of accepted events.
///
/// The lines are price lines of about 104 bytes with six fields, as a feed sends them. `Peers/parse_simdjson.cpp` reads
/// the same file; equal checksums show that the same was read.
enum ParseBenchmark {
    /// How the fields of the lines are ordered.
    enum Order: String, CaseIterable {
        /// The same order in every line.
        case fixed
        /// Half of the lines in a random order, a tenth with blanks after colons and commas.
        case mixed
    }

    /// Nanoseconds of CPU per line, one figure per round, and a sum over what was read (0 where none is made).
    struct Result {
        var nanosecondsPerLine: [Double]
        var checksum: UInt64

        /// Median, least and largest.
        var summary: String {
            let sorted = nanosecondsPerLine.sorted()
            return "\(sorted[sorted.count / 2]) \(sorted[0]) \(sorted[sorted.count - 1]) \(checksum)"
        }
    }

    // MARK: The lines

    /// Price lines, each ended by LF; the seed decides every byte.
    static func lines(_ order: Order, count: Int, seed: UInt64 = 0x5EED_103B) -> [UInt8] {
        var random = SplitMix(state: seed)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count * 108)
        for number in 0..<count {
            let symbol = symbols[Int(random.next() % UInt64(symbols.count))]
            let cents = 6_000_000 + random.next() % 1_000_000
            var fields = [
                ("type", "\"price\""), ("ts", "\(1_770_300_187_123_456_789 + number * 25_000)"),
                ("src", "\"mk\""), ("seq", "\(100_000 + number)"), ("symbol", "\"\(symbol)\""),
                ("price", "\(cents / 100).\(cents % 100 / 10)\(cents % 10)"),
            ]
            var blank = ""
            if order == .mixed {
                if random.next() % 2 == 0 {
                    for place in (1..<fields.count).reversed() {
                        fields.swapAt(place, Int(random.next() % UInt64(place + 1)))
                    }
                }
                if random.next() % 10 == 0 { blank = " " }
            }
            let text = fields.map { "\"\($0)\":\(blank)\($1)" }.joined(separator: "," + blank)
            bytes.append(contentsOf: "{\(text)}\n".utf8)
        }
        return bytes
    }

    private static let symbols = (0..<400).map { number in "BTC-P-\(number + 100)" }

    /// The lines that define the symbols of `lines`.
    private static var definitions: [UInt8] {
        symbols.flatMap { symbol in
            Array(
                (#"{"type":"instrument","ts":1770300187123456789,"symbol":"\#(symbol)","kind":"perpetual","underlying":"#
                    + #""BTC","settlement":"inverse","currency":"BTC"}"# + "\n").utf8)
        }
    }

    // MARK: Measuring

    /// Decodes every line, and nothing else.
    static func decode(_ bytes: [UInt8], rounds: Int) -> Result {
        var decoder = EventDecoder()
        return measure(bytes, rounds) { bytes, lines in
            var checksum: UInt64 = 0
            let end = bytes.baseAddress! + bytes.count
            for line in lines {
                if let line = decoder.price(in: line, readable: end - line.baseAddress!) {
                    checksum &+= mix(line.nanoseconds, line.symbolBytes, line.price)
                    continue
                }
                guard case .success(let content) = decoder.lineAtHand().content,
                    case .price(let symbol, let quote) = content.draft, let price = quote.price
                else { fatalError("every line is a price line") }
                checksum &+= mix(content.timestamp.nanoseconds, symbol.bytes, price)
            }
            return checksum
        }
    }

    /// The whole way of the daemon: reads of 64 KiB, lines, drafts, accepted events in batches.
    static func admit(_ bytes: [UInt8], rounds: Int) -> Result {
        let chunks = stride(from: 0, to: bytes.count, by: 65_536).map {
            InputChunk.bytes(.standardInput, Array(bytes[$0..<min($0 + 65_536, bytes.count)]))
        }
        let count = bytes.count { $0 == 0x0A }
        var result = Result(nanosecondsPerLine: [], checksum: 0)
        for _ in 0..<rounds {
            var admission = Admission(configuration: MarginConfiguration())
            _ = admission.admit(.bytes(.standardInput, definitions))
            var events = 0
            let start = cpuNanoseconds()
            for chunk in chunks {
                for batch in admission.admit(chunk).batches { events += batch.events.events.count }
            }
            result.nanosecondsPerLine.append((cpuNanoseconds() - start) / Double(count))
            guard events == count else { fatalError("every line is an event") }
        }
        return result
    }

    private static func measure(
        _ bytes: [UInt8], _ rounds: Int, _ body: (UnsafeBufferPointer<UInt8>, [UnsafeBufferPointer<UInt8>]) -> UInt64
    ) -> Result {
        bytes.withUnsafeBufferPointer { bytes in
            var lines: [UnsafeBufferPointer<UInt8>] = []
            var start = 0
            for index in bytes.indices where bytes[index] == 0x0A {
                lines.append(UnsafeBufferPointer(rebasing: bytes[start..<index]))
                start = index + 1
            }
            var result = Result(nanosecondsPerLine: [], checksum: 0)
            for _ in 0..<rounds {
                let start = cpuNanoseconds()
                result.checksum = body(bytes, lines)
                result.nanosecondsPerLine.append((cpuNanoseconds() - start) / Double(lines.count))
            }
            return result
        }
    }

    private static func mix(_ nanoseconds: Int64, _ symbol: UnsafeBufferPointer<UInt8>, _ price: Double) -> UInt64 {
        UInt64(bitPattern: nanoseconds) ^ price.bitPattern >> 8 ^ UInt64(symbol.count) << 16
            ^ UInt64(symbol[symbol.count - 1])
    }

    private static func cpuNanoseconds() -> Double {
        var now = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now)
        return Double(now.tv_sec) * 1e9 + Double(now.tv_nsec)
    }
}

/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
