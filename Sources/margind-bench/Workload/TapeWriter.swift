import Glibc
import MarginCore

/// Writes a workload as lines, into a file; nothing is kept in memory.
struct TapeWriter: ~Copyable {
    private let file: UnsafeMutablePointer<FILE>
    private var bytes: [UInt8] = []
    private(set) var lines = 0
    /// Bytes that were written so far.
    private(set) var length = 0

    private static let bufferSize = 1 << 20

    init(path: String) throws(BenchmarkFailure) {
        guard let file = fopen(path, "w") else { throw BenchmarkFailure("cannot write \(path)") }
        self.file = file
        bytes.reserveCapacity(Self.bufferSize + 65_536)
    }

    /// Writes what is left; the tape is whole then.
    consuming func finish() throws(BenchmarkFailure) {
        try flush()
        guard fclose(file) == 0 else { throw BenchmarkFailure("a tape could not be written") }
    }

    mutating func write(_ line: String) throws(BenchmarkFailure) {
        bytes.append(contentsOf: line.utf8)
        bytes.append(UInt8(ascii: "\n"))
        lines += 1
        length += line.utf8.count + 1
        if bytes.count >= Self.bufferSize { try flush() }
    }

    private mutating func flush() throws(BenchmarkFailure) {
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
            throw BenchmarkFailure("a tape could not be written")
        }
        bytes.removeAll(keepingCapacity: true)
    }

    // MARK: - The parts of a tape

    mutating func writeMarket(_ chain: Chain) throws(BenchmarkFailure) {
        for line in chain.lines { try write(line) }
    }

    mutating func writeAccounts(_ holdings: Holdings, cash: [Double]) throws(BenchmarkFailure) {
        for account in cash.indices { try write(holdings.line(account, cash: cash[account])) }
    }

    mutating func writeTicks(_ count: Int, of walk: inout TickWalk, _ chain: Chain) throws(BenchmarkFailure) {
        for _ in 0..<count {
            let tick = walk.next()
            let head = "{\"type\":\"price\",\"ts\":\(tick.clock.nanoseconds),\"symbol\":\""
            switch tick.value {
            case .index(let underlying, let price):
                try write(head + "\(chain.underlyings[underlying].name)\",\"price\":\(price)}")
            case .volatility(let option, let volatility):
                try write(head + "\(chain.options[option].symbol)\",\"iv\":\(volatility)}")
            }
        }
    }
}
