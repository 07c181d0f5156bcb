import Glibc

/// Wakes a thread that waits in poll(2).
///
/// A pipe: the reading end is polled, a byte in it is the call. (An eventfd would be one descriptor instead of
/// two, but Swift's Glibc module does not show it without a C shim.)
final class Wakeup: Sendable {
    private let reader: Descriptor
    private let writer: Descriptor

    init() throws(SystemError) {
        let pipe = try Pipe()
        try pipe.reader.setNonBlocking()
        try pipe.writer.setNonBlocking()
        reader = pipe.reader
        writer = pipe.writer
    }

    /// The number to poll for reading.
    var number: CInt { reader.number }

    /// Wakes the thread, now or at its next poll. May be called from any thread.
    func signal() {
        // A full pipe is a call that has not been heard yet: another byte would say nothing new.
        var byte: UInt8 = 1
        _ = retryingInterrupts { write(writer.number, &byte, 1) }
    }

    /// Forgets the calls so far.
    func clear() {
        withUnsafeTemporaryAllocation(byteCount: 256, alignment: 1) { buffer in
            while case .bytes = try? reader.read(into: buffer) {}
        }
    }
}
