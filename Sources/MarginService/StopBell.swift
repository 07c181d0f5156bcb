import Synchronization

/// Calls a thread that waits in poll(2): to look around, or to stop.
final class StopBell: Sendable {
    private let wakeup: Wakeup
    private let isAsked = Atomic(false)

    init() throws(SystemError) { wakeup = try Wakeup() }

    /// The number to poll for reading.
    var number: CInt { wakeup.number }

    var isStopRequested: Bool { isAsked.load(ordering: .acquiring) }

    /// Asks the thread to stop. May be called from any thread, any number of times.
    func requestStop() {
        isAsked.store(true, ordering: .releasing)
        wakeup.signal()
    }

    /// Wakes the thread, now or at its next poll. May be called from any thread.
    func ring() { wakeup.signal() }

    /// Forgets the calls so far; not that somebody asked to stop.
    func clear() { wakeup.clear() }
}
