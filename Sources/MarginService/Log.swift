import Glibc

/// Messages to the operator: one line each, on standard error.
///
/// Under systemd the lines carry their priority in front (`<3>`, sd-daemon(3)), which the journal takes off again;
/// at a terminal they do not. Control characters are escaped: a symbol or a path in a message can neither begin a
/// line of its own nor move the cursor of the terminal that shows it.
package struct Log: Sendable {
    /// How much a message matters; the numbers are those of syslog(3).
    package enum Priority: Int, Sendable {
        case error = 3
        case warning = 4
        case notice = 5
        case info = 6
        case debug = 7
    }

    /// The log of this process.
    package static let standardError = Log(
        descriptorNumber: STDERR_FILENO,
        hasPriorities: isJournal(STDERR_FILENO, stream: getenv("JOURNAL_STREAM").map { String(cString: $0) }))

    private let descriptorNumber: CInt
    private let hasPriorities: Bool

    /// A log to a descriptor that stays open, and the caller's.
    package init(descriptorNumber: CInt, hasPriorities: Bool) {
        self.descriptorNumber = descriptorNumber
        self.hasPriorities = hasPriorities
    }

    package func error(_ message: @autoclosure () -> String) { write(.error, message()) }
    package func warning(_ message: @autoclosure () -> String) { write(.warning, message()) }
    package func notice(_ message: @autoclosure () -> String) { write(.notice, message()) }
    package func info(_ message: @autoclosure () -> String) { write(.info, message()) }

    /// Writes one line. Where it cannot be written there is nobody left to tell; that failure alone is dropped.
    package func write(_ priority: Priority, _ message: String) {
        var line = hasPriorities ? "<\(priority.rawValue)>" : ""
        line += Self.escaped(message)
        line += "\n"
        // One write for the whole line: those of other processes on the same terminal do not come between.
        line.withUTF8 { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let part = UnsafeBufferPointer(rebasing: rest)
                let count = retryingInterrupts { Glibc.write(descriptorNumber, part.baseAddress, part.count) }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }

    /// `text` with its control characters (C0, DEL, C1) and the Unicode line separators written as `\n`, `\u{1B}`.
    package static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: needsEscape) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where needsEscape(scalar): result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: true
        default: false
        }
    }

    /// Whether the descriptor is the journal stream that `JOURNAL_STREAM` (`device:inode`) names.
    ///
    /// The variable alone does not tell: it is inherited by a shell whose standard error is a terminal again.
    static func isJournal(_ number: CInt, stream: String?) -> Bool {
        guard let stream else { return false }
        var status = stat()
        return fstat(number, &status) == 0 && stream == "\(status.st_dev):\(status.st_ino)"
    }
}
