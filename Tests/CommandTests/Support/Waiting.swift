import Foundation

/// A condition that did not come true in time.
struct TookTooLong: Error, CustomStringConvertible {
    let what: String
    var description: String { "did not happen in time: \(what)" }
}

/// Waits for something to be there, and gives up loudly.
///
/// The limit is far above what any step takes: it says "never", not "slow", on a machine that is busy with other tests.
@discardableResult
func eventually<Found>(_ what: String, seconds: Double = 30, _ probe: () throws -> Found?) throws -> Found {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while true {
        if let found = try probe() { return found }
        guard Date() < deadline else { throw TookTooLong(what: what) }
        usleep(2000)
    }
}

/// Waits for a condition.
func eventually(_ what: String, seconds: Double = 30, _ condition: () throws -> Bool) throws {
    let _: Void = try eventually(what, seconds: seconds) { try condition() ? () : nil }
}

/// A system call that failed in a test.
struct CallFailed: Error, CustomStringConvertible {
    let description: String
    init(_ call: String) { description = "\(call): \(String(cString: strerror(errno)))" }
}
