import Glibc

/// The two ends of a pipe, closed on exec.
struct Pipe: ~Copyable {
    let reader: Descriptor
    let writer: Descriptor

    init() throws(SystemError) {
        var ends: (CInt, CInt) = (-1, -1)
        let result = withUnsafeMutablePointer(to: &ends) { pair in
            pair.withMemoryRebound(to: CInt.self, capacity: 2) { pipe($0) }
        }
        guard result == 0 else { throw .last("create a pipe") }
        let reader = Descriptor(adopting: ends.0)
        let writer = Descriptor(adopting: ends.1)
        try reader.setCloseOnExec()
        try writer.setCloseOnExec()
        self.reader = reader
        self.writer = writer
    }
}
