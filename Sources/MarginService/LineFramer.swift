import Glibc

/// Cuts a stream of bytes into lines, however the stream was cut into reads.
///
/// Pure: bytes go in, lines come out, and the same bytes give the same lines at every split. A line that lies
/// within one read is handed out in place, without a copy.
///
///     var framer = LineFramer()
///     framer.consume(chunk) { line in
///         switch line {
///         case .line(let bytes, let number): decode(bytes, number)
///         case .overlong(let number): reject(number)
///         }
///     }
///     framer.finish { … }
package struct LineFramer: Sendable {
    /// What was found between two line feeds.
    package enum Line {
        /// A whole line without its LF, valid only during the call; a CR before the LF is still there.
        case line(UnsafeBufferPointer<UInt8>, number: Int)
        /// A line above the limit. It is reported as soon as it is known, once; its bytes are gone.
        case overlong(number: Int)
    }

    /// The longest line that is handed out, in bytes without its LF.
    package let lengthMax: Int
    /// The number of the last line that was handed out or reported, from 1; 0 before the first.
    package private(set) var lineNumber = 0

    /// The beginning of a line whose LF has not come; never longer than `lengthMax`.
    private var pending: [UInt8] = []
    /// The rest of an overlong line is being thrown away, up to its LF.
    private var isDiscarding = false

    package init(lengthMax: Int = 65_536) {
        precondition(lengthMax > 0, "a line has room for a byte")
        self.lengthMax = lengthMax
    }

    /// Bytes of memory held for the line that is not complete yet: at most about `2 * lengthMax`.
    package var heldByteCount: Int { pending.capacity }

    /// Takes the next bytes of the stream and hands out each line that they complete, in order.
    package mutating func consume(_ bytes: UnsafeBufferPointer<UInt8>, _ body: (Line) -> Void) {
        guard var cursor = bytes.baseAddress else { return }
        let end = cursor + bytes.count
        while cursor < end {
            guard let lineFeed = memchr(cursor, 0x0A, end - cursor) else {
                hold(UnsafeBufferPointer(start: cursor, count: end - cursor), body)
                return
            }
            let stop = UnsafePointer(lineFeed.assumingMemoryBound(to: UInt8.self))
            complete(UnsafeBufferPointer(start: cursor, count: stop - cursor), body)
            cursor = stop + 1
        }
    }

    /// The stream has ended: a last line without LF counts as a line. The next stream starts at line 1.
    package mutating func finish(_ body: (Line) -> Void) {
        if !pending.isEmpty {
            complete(UnsafeBufferPointer(start: nil, count: 0), body)
        }
        self = LineFramer(lengthMax: lengthMax)
    }

    /// The line that began with what is pending ends with `tail`.
    private mutating func complete(_ tail: UnsafeBufferPointer<UInt8>, _ body: (Line) -> Void) {
        if isDiscarding {
            isDiscarding = false
            return
        }
        lineNumber += 1
        if pending.count + tail.count > lengthMax {
            pending = []
            body(.overlong(number: lineNumber))
        } else if pending.isEmpty {
            body(.line(tail, number: lineNumber))
        } else {
            pending.append(contentsOf: tail)
            pending.withUnsafeBufferPointer { body(.line($0, number: lineNumber)) }
            pending.removeAll(keepingCapacity: true)
        }
    }

    /// The line goes on after `head`: keeps it for later, unless the line is too long already.
    private mutating func hold(_ head: UnsafeBufferPointer<UInt8>, _ body: (Line) -> Void) {
        if isDiscarding { return }
        if pending.count + head.count <= lengthMax {
            pending.append(contentsOf: head)
            return
        }
        // Reported now and not at its LF, which may never come.
        isDiscarding = true
        pending = []
        lineNumber += 1
        body(.overlong(number: lineNumber))
    }
}
