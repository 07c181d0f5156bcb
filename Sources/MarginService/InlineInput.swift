/// Live input that is read by the very thread that asks for it: the low-latency counterpart of `InputHub`.
///
///     let input = try InlineInput(listener: UnixListener(binding: "/run/margind/ingest.sock"))
///     while let chunk = await input.next() { … }                 // waits in poll(2), suspends never
///
/// No byte is held but those of the chunk that was given out: back-pressure is that nobody reads.
package final class InlineInput: InputSource {
    private let loop: PollLoop
    private let bell: StopBell

    /// See `InputHub.init`; reads nothing yet.
    ///
    /// - Parameter spinNanoseconds: How long to look for input again and again before the thread goes to sleep.
    package init(
        standardInput: consuming Descriptor? = nil,
        listener: consuming UnixListener? = nil,
        heartbeatNanoseconds: Int64? = nil,
        spinNanoseconds: Int64 = 0,
        limits: InputHub.Limits = InputHub.Limits()
    ) throws(SystemError) {
        bell = try StopBell()
        loop = try PollLoop(
            standardInput: standardInput, listener: listener, heartbeatNanoseconds: heartbeatNanoseconds,
            limits: limits, bell: bell, statistics: SharedStatistics())
        loop.spinNanoseconds = spinNanoseconds
    }

    package func next() -> InputChunk? { loop.next(hasRoom: { true }) }

    // Nothing is read that nobody waits for.
    package func nextIfWaiting() -> InputChunk? { nil }

    package func requestStop() { bell.requestStop() }

    /// What ends the input when called, from any thread.
    package var stop: @Sendable () -> Void { { [bell] in bell.requestStop() } }
}
