/// How the program ends; sysexits(3) where it has a number for the case.
enum ExitCode: Int32 {
    case success = 0
    /// A replay's alerts are not the expected ones.
    case different = 1
    /// A replay reached the state named by `--fail-on`.
    case stateReached = 2
    case usage = 64
    /// The tape does not know the account that is asked for, the shadow does not judge it, or candles make no history.
    case data = 65
    /// A tape or a file of candles cannot be opened.
    case noInput = 66
    /// The socket cannot be had.
    case unavailable = 69
    /// An audit found a difference.
    case software = 70
    /// A write or a read failed.
    case inputOutput = 74
    case configuration = 78
}

/// An end that is not success, with what to say about it.
struct Failure: Error {
    var code: ExitCode
    var message: String

    init(_ code: ExitCode, _ message: String) {
        self.code = code
        self.message = message
    }
}
