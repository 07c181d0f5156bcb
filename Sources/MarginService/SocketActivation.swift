import Glibc

/// Sockets that the service manager opened for us, before we were started: connections made while we were away
/// are waiting in them.
package enum SocketActivation {
    /// A descriptor that was handed over, and the name that the socket unit gave it.
    package struct Socket: Equatable, Sendable {
        package let number: CInt
        package let name: String
    }

    /// What is wrong with the hand-over. All of it is a mistake in the units, to be mended before we start.
    package enum Fault: Error, Equatable, Sendable, CustomStringConvertible {
        /// `LISTEN_FDS` is no number from 0.
        case malformed(String)
        /// More sockets than the one we listen on.
        case severalSockets(Int)
        case unusable(ListenerError)

        package var description: String {
            switch self {
            case .malformed(let text): "LISTEN_FDS is not a number of descriptors: \(text)"
            case .severalSockets(let count): "the service manager handed over \(count) sockets, one is expected"
            case .unusable(let error): "the service manager's socket cannot be used: \(error)"
            }
        }
    }

    /// The listening socket that was handed over to this process; nil when it was started without one.
    ///
    /// The variables are taken out of the environment: a second call finds nothing, and neither does a child. To be
    /// called before anything is opened or a thread started: the descriptors have the lowest numbers, and the
    /// environment has no lock.
    package static func takeListener() throws(Fault) -> UnixListener? {
        // SD_LISTEN_FDS_START
        try takeListener(firstNumber: 3)
    }

    /// In a test the numbers from 3 belong to the test runner.
    static func takeListener(firstNumber: CInt) throws(Fault) -> UnixListener? {
        let names = ["LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES"]
        let values = names.map { ServiceManager.variable($0) }
        for name in names { unsetenv(name) }
        let sockets = try sockets(
            count: values[0], pid: values[1], names: values[2], ownPID: getpid(), firstNumber: firstNumber)
        guard let socket = sockets.first else { return nil }
        guard sockets.count == 1 else { throw .severalSockets(sockets.count) }
        // Looked at before it is ours to close: where nothing was handed over, whatever the variables say, the number
        // may be that of a descriptor which this process has opened for itself.
        guard UnixListener.isListening(socket.number) else { throw .unusable(.notListening(socket.number)) }
        do throws(ListenerError) {
            return try UnixListener(adopting: Descriptor(adopting: socket.number))
        } catch { throw .unusable(error) }
    }

    /// What the three variables say: the descriptors from 3, each with its name or "unknown".
    ///
    /// - Returns: None when the hand-over was meant for another process, as when a shell between us and the manager
    ///   left the variables behind.
    static func sockets(
        count: String?, pid: String?, names: String?, ownPID: pid_t, firstNumber: CInt = 3
    ) throws(Fault) -> [Socket] {
        guard let count, let pid, pid_t(pid) == ownPID else { return [] }
        guard let number = CInt(count), (0...1024).contains(number) else { throw .malformed(count) }
        let names = (names ?? "").split(separator: ":", omittingEmptySubsequences: false)
        return (0..<number).map { index in
            let name = Int(index) < names.count ? names[Int(index)] : ""
            return Socket(number: firstNumber + index, name: name.isEmpty ? "unknown" : String(name))
        }
    }
}
