package import Glibc

/// A file descriptor that has exactly one owner and closes itself when that owner lets go of it.
///
/// Being noncopyable, it cannot be closed twice, nor used after it was closed: the two bugs by which one
/// connection's bytes arrive in another's file.
package struct Descriptor: ~Copyable, Sendable {
    /// The kernel's number; valid for as long as the descriptor lives.
    package let number: CInt

    /// Takes ownership of an open descriptor; nobody else may close it.
    package init(adopting number: CInt) {
        precondition(number >= 0, "a descriptor number is never negative")
        self.number = number
    }

    /// A second descriptor for what `number` refers to, closed on exec.
    ///
    /// Standard input and output are taken this way: their numbers 0 and 1 stay occupied, or the next connection
    /// would be accepted as "standard input".
    package init(duplicating number: CInt) throws(SystemError) {
        let duplicate = fcntl(number, F_DUPFD_CLOEXEC, 3)
        guard duplicate >= 0 else { throw .last("duplicate descriptor \(number)") }
        self.init(adopting: duplicate)
    }

    /// Opens the file at `path`, closed on exec.
    package init(opening path: String, flags: CInt, mode: mode_t = 0) throws(SystemError) {
        let number = retryingInterrupts { open(path, flags | O_CLOEXEC, mode) }
        guard number >= 0 else { throw .last("open \(path)") }
        self.init(adopting: number)
    }

    // The result of close(2) is not looked at: on Linux the number is free whatever it says, and a second try
    // could close a descriptor that another thread has just opened.
    deinit { _ = close(number) }

    /// Gives the descriptor away: the caller closes it.
    package consuming func release() -> CInt {
        let number = self.number
        discard self
        return number
    }

    /// What one attempt to read brought.
    package enum Reading: Equatable, Sendable {
        /// This many bytes, at least one.
        case bytes(Int)
        /// Nothing now; the descriptor does not block.
        case nothingYet
        /// The end of the file, or the peer will send no more.
        case end
    }

    /// Reads once into `buffer`, which must not be empty.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Reading {
        let count = retryingInterrupts { Glibc.read(number, buffer.baseAddress, buffer.count) }
        if count > 0 { return .bytes(count) }
        if count == 0 { return .end }
        if errno == EAGAIN { return .nothingYet }
        throw .last("read")
    }

    /// Writes all of `bytes`, waiting where the descriptor is full.
    ///
    /// - Returns: How many bytes went out, and why it were not all of them. A partial write is worth knowing:
    ///   the file may now end in the middle of a line.
    package func writeAll(_ bytes: UnsafeRawBufferPointer) -> (written: Int, failure: SystemError?) {
        var written = 0
        while written < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
            let count = Glibc.write(number, rest.baseAddress, rest.count)
            if count >= 0 {
                written += count
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN: waitUntilWritable()
            default: return (written, .last("write"))
            }
        }
        return (written, nil)
    }

    /// Makes reads, writes and accepts return at once instead of waiting.
    ///
    /// The setting belongs to the open file, not to the number: never use it on standard input or output, which
    /// are shared with the shell and its other commands.
    package func setNonBlocking() throws(SystemError) {
        let flags = fcntl(number, F_GETFL)
        guard flags >= 0, fcntl(number, F_SETFL, flags | O_NONBLOCK) == 0 else { throw .last("set O_NONBLOCK") }
    }

    /// Lets a pipe hold as much as one read takes; does nothing where this is no pipe, or the system allows no more.
    ///
    /// A pipe has 64 KiB to begin with: its writer would be woken, and wait again, four times for each of our reads.
    package func widenPipe(toByteCount count: Int) {
        // F_SETPIPE_SZ, which Swift's Glibc module leaves out.
        let setPipeSize: CInt = 1031
        _ = fcntl(number, setPipeSize, CInt(clamping: count))
    }

    /// Keeps the descriptor from programs started by this one.
    package func setCloseOnExec() throws(SystemError) {
        guard fcntl(number, F_SETFD, FD_CLOEXEC) == 0 else { throw .last("set FD_CLOEXEC") }
    }

    /// What kind of file this is, where it lies, how big it is.
    package func status() throws(SystemError) -> stat {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw .last("fstat") }
        return status
    }

    // An error of poll(2) is not looked at: the write that follows meets the same trouble and reports it.
    private func waitUntilWritable() {
        var entry = pollfd(fd: number, events: CShort(POLLOUT), revents: 0)
        _ = poll(&entry, 1, -1)
    }
}
