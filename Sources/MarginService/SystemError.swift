import Glibc

/// A system call that failed: what was being done, and the `errno` it left.
package struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was being done, as a phrase for the operator: `open /var/log/margind/alerts.ndjson`.
    package let operation: String
    /// The `errno` value.
    package let number: CInt

    package init(operation: String, number: CInt) {
        self.operation = operation
        self.number = number
    }

    /// The error that the last system call of this thread left in `errno`.
    ///
    /// `errno` is read first: building the text of `operation` may allocate, and allocating may change it.
    package static func last(_ operation: @autoclosure () -> String) -> SystemError {
        let number = errno
        return SystemError(operation: operation(), number: number)
    }

    /// The operation and the system's own words: `open /etc/shadow: Permission denied`.
    ///
    /// `strerror` may be called from any thread since glibc 2.32.
    package var description: String {
        guard let text = strerror(number) else { return "\(operation): error \(number)" }
        return "\(operation): \(String(cString: text))"
    }
}

/// Repeats a system call until a signal no longer interrupts it, and returns its last result.
func retryingInterrupts<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result == -1 && errno == EINTR { continue }
        return result
    }
}
