import MarginService

/// The alerts that a replay should raise, compared as they come.
struct ExpectedAlerts {
    private let path: String
    private let expected: [UInt8]
    private var position = 0
    private var line = 1
    /// Where the first difference is, and what was raised there.
    private var difference: (line: Int, raised: String)?

    /// `nil` where there is no path.
    init?(path: String?) throws(Failure) {
        guard let path else { return nil }
        self.path = path
        do throws(SystemError) { expected = try Files.read(path) } catch { throw Failure(.noInput, "\(error)") }
    }

    /// Compares whole lines.
    mutating func compare(_ bytes: [UInt8]) {
        guard difference == nil else { return }
        if expected[position...].starts(with: bytes) {
            position += bytes.count
            line += bytes.count { $0 == UInt8(ascii: "\n") }
            return
        }
        for raised in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true) {
            let wanted = lineBytes(from: position)
            guard wanted.elementsEqual(raised), position + wanted.count < expected.count else {
                difference = (line, String(decoding: raised, as: UTF8.self))
                return
            }
            position += wanted.count + 1
            line += 1
        }
    }

    /// What differs first, once everything was raised; `nil` where nothing does.
    func firstDifference() -> String? {
        if let difference {
            var wanted = position < expected.count ? text(from: position) : "(nothing)"
            // The only difference there is between lines that read the same.
            if wanted == difference.raised { wanted += " (without a line feed)" }
            return "\(path):\(difference.line): not as expected\n  expected \(wanted)\n  raised   \(difference.raised)"
        }
        guard position < expected.count else { return nil }
        return "\(path):\(line): not as expected\n  expected \(text(from: position))\n  raised   (nothing)"
    }

    private func lineBytes(from start: Int) -> ArraySlice<UInt8> {
        let rest = expected[start...]
        return rest[..<(rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex)]
    }

    private func text(from start: Int) -> String { String(decoding: lineBytes(from: start), as: UTF8.self) }
}
