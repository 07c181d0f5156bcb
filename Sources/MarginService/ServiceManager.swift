import Glibc

/// The service manager's end of the line: tells systemd how we are, by datagrams to `$NOTIFY_SOCKET`.
///
/// The protocol is sd_notify(3), which systemd promises to keep; no library is needed for it. Without a manager
/// every message is a no-op. A message that cannot be sent is logged and never fatal: margin is computed all the
/// same, and if the manager really hears nothing it acts by itself (start timeout, watchdog).
package struct ServiceManager: Sendable {
    /// How often `watchdog` has to be called: half of the time after which the manager would kill us. Nil when it
    /// does not watch.
    package let watchdogIntervalNanoseconds: Int64?
    private let notifySocket: String?
    private let log: Log
    /// The last message could not be sent.
    private let isUnheard = Locked(false)

    /// - Parameters:
    ///   - environment: A variable's value by its name.
    package init(environment: (String) -> String? = Self.variable, log: Log = .standardError) {
        notifySocket = environment("NOTIFY_SOCKET")
        watchdogIntervalNanoseconds = Self.watchdogInterval(
            microseconds: environment("WATCHDOG_USEC"), pid: environment("WATCHDOG_PID"), ownPID: getpid())
        self.log = log
    }

    /// Whether there is anybody to tell.
    package var isThere: Bool { notifySocket?.isEmpty == false }

    /// A variable of this process.
    package static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// Start, or reload, is complete: events are being read.
    package func ready() { notify("READY=1") }

    /// One line for `systemctl status`.
    package func status(_ text: String) { notify("STATUS=\(Log.escaped(text))") }

    /// The configuration is being read again; `ready` must follow, whatever comes of it.
    package func reloading() {
        // The manager tells this reload from an earlier one by the clock.
        notify("RELOADING=1\nMONOTONIC_USEC=\(SystemClock.monotonicNanoseconds() / 1000)")
    }

    /// What has been read is being worked off; nothing more is accepted.
    package func stopping() { notify("STOPPING=1") }

    /// The pipeline is alive. To be called where a heartbeat comes out of the pipeline, never from a timer: that
    /// would go on beside a pipeline that is stuck.
    package func watchdog() { notify("WATCHDOG=1") }

    private func notify(_ message: String) {
        do throws(SystemError) {
            try send(message)
            isUnheard.withLock { $0 = false }
        } catch {
            // Said once, until a message arrives again: status and watchdog would fill the log, several lines a second.
            let wasUnheard = isUnheard.withLock { isUnheard in
                defer { isUnheard = true }
                return isUnheard
            }
            if !wasUnheard { log.warning("the service manager was not told: \(error)") }
        }
    }

    /// Sends one datagram; does nothing without a manager.
    func send(_ message: String) throws(SystemError) {
        guard let notifySocket, !notifySocket.isEmpty else { return }
        let address =
            switch notifySocket.first {
            case "/": UnixAddress(path: notifySocket)
            case "@": UnixAddress(abstractName: notifySocket.dropFirst())
            default: UnixAddress?.none
            }
        let operation = "notify \(notifySocket)"
        guard let address else { throw SystemError(operation: operation, number: EAFNOSUPPORT) }
        // The socket does not block: a manager that does not read must not stop us.
        let socket = try UnixAddress.makeSocket(SOCK_DGRAM)
        let number = socket.number
        let bytes = Array(message.utf8)
        let count = address.withSockaddr { address, length in
            retryingInterrupts { sendto(number, bytes, bytes.count, CInt(MSG_NOSIGNAL), address, length) }
        }
        guard count == bytes.count else { throw .last(operation) }
    }

    /// Half of `WATCHDOG_USEC`, when it is meant for this process.
    static func watchdogInterval(microseconds: String?, pid: String?, ownPID: pid_t) -> Int64? {
        if let pid, pid_t(pid) != ownPID { return nil }
        guard let microseconds, let period = Int64(microseconds), period > 0 else { return nil }
        let (nanoseconds, overflow) = period.multipliedReportingOverflow(by: 500)
        return overflow ? nil : nanoseconds
    }
}
