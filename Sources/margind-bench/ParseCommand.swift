import Glibc

/// `margind-bench parse [FOLDER [ROUNDS]]`: writes the lines to `FOLDER/fixed.ndjson` and `FOLDER/mixed.ndjson`, for the
/// peer, and prints what decoding and admitting them costs.
@main struct ParseCommand {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst(2)
        let rounds = arguments.dropFirst().first.flatMap { Int($0) } ?? 9
        for order in ParseBenchmark.Order.allCases where arguments.count < 3 || arguments.last == order.rawValue {
            let bytes = ParseBenchmark.lines(order, count: 500_000)
            if let folder = arguments.first, let file = fopen("\(folder)/\(order).ndjson", "w") {
                fwrite(bytes, 1, bytes.count, file)
                fclose(file)
            }
            print("margind decode \(order) \(ParseBenchmark.decode(bytes, rounds: rounds).summary)")
            guard arguments.count < 3 else { continue }
            print("margind admit \(order) \(ParseBenchmark.admit(bytes, rounds: rounds).summary)")
        }
    }
}
