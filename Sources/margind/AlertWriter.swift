import MarginCore
import MarginService
import MarginWire

/// Alerts on their way out: counted, encoded, and written with one write for all that were raised together.
struct AlertWriter: ~Copyable {
    private(set) var counts = AlertCounts()
    /// The lines that were written last.
    private(set) var bytes: [UInt8] = []
    private var output: AlertOutput
    private var encoder = AlertEncoder()
    /// Alerts from before this instant are neither counted nor written.
    private let from: Timestamp?

    init(_ output: consuming AlertOutput, from: Timestamp? = nil) {
        self.output = output
        self.from = from
    }

    /// - Throws: An alert that nobody can read is not an alert: better to end loudly than to watch in vain.
    mutating func write(_ alerts: [Alert]) throws(Failure) {
        bytes.removeAll(keepingCapacity: true)
        guard !alerts.isEmpty else { return }
        for alert in alerts {
            if let from, alert.timestamp < from { continue }
            counts.count(alert)
            encoder.encode(alert, into: &bytes)
        }
        do throws(SystemError) { try output.write(bytes) } catch {
            throw Failure(.inputOutput, "alerts: \(error)")
        }
    }

    /// See `AlertOutput.reopen`.
    mutating func reopen() throws(SystemError) { try output.reopen() }
}

extension AlertOutput {
    fileprivate mutating func write(_ bytes: [UInt8]) throws(SystemError) {
        let result = bytes.withUnsafeBytes { raw -> SystemError? in
            do throws(SystemError) { try write(raw) } catch { return error }
            return nil
        }
        if let result { throw result }
    }
}

extension Alert {
    fileprivate var timestamp: Timestamp {
        switch self {
        case .account(let alert): alert.timestamp
        case .feed(let alert): alert.timestamp
        case .stress(let alert): alert.timestamp
        }
    }
}
