import Glibc
import MarginCore
import MarginService
import MarginWire

/// Whole files, and the standard streams.
enum Files {
    /// The bytes of a file.
    static func read(_ path: String) throws(SystemError) -> [UInt8] {
        try read(try Descriptor(opening: path, flags: O_RDONLY), named: path)
    }

    /// Standard input, to its end.
    static func readStandardInput() throws(SystemError) -> [UInt8] {
        try read(try Descriptor(duplicating: STDIN_FILENO), named: "standard input")
    }

    private static func read(
        _ descriptor: borrowing Descriptor, named name: String
    ) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let reading = buffer.withUnsafeMutableBytes { raw -> Result<Descriptor.Reading, SystemError> in
                do throws(SystemError) { return .success(try descriptor.read(into: raw)) } catch {
                    return .failure(error)
                }
            }
            let outcome: Descriptor.Reading
            do { outcome = try reading.get() } catch {
                throw SystemError(operation: "read \(name)", number: error.number)
            }
            switch outcome {
            case .bytes(let count): bytes.append(contentsOf: buffer[..<count])
            case .nothingYet: continue
            case .end: return bytes
            }
        }
    }

    /// The configuration in a file; the defaults where there is no path.
    ///
    /// - Throws: `configuration`, with every fault on a line of its own, in the order of the file, as
    ///   `file:line:column: message`, and behind them the first one of the history that it names as `file:line: message`.
    static func configuration(_ path: String?) throws(Failure) -> MarginConfiguration {
        guard let path else { return MarginConfiguration() }
        let bytes: [UInt8]
        do throws(SystemError) { bytes = try read(path) } catch { throw Failure(.configuration, "\(error)") }
        let file = ConfigurationFile(bytes)
        var closes: PriceHistory? = PriceHistory.none
        var lines: [String] = []
        if let name = file.historyPath {
            do throws(Failure) { closes = try history(at: resolved(name, besides: path)) } catch {
                closes = nil
                lines.append(error.message)
            }
        }
        switch file.configuration(history: closes) {
        case .success(let configuration) where lines.isEmpty: return configuration
        case .success: break
        case .failure(let faults): lines = faults.faults.map { "\(path):\($0)" } + lines
        }
        throw Failure(.configuration, lines.joined(separator: "\n"))
    }

    /// The closes in a file that a configuration names.
    private static func history(at path: String) throws(Failure) -> PriceHistory {
        let bytes: [UInt8]
        do throws(SystemError) { bytes = try read(path) } catch { throw Failure(.configuration, "\(error)") }
        do throws(HistoryFault) { return try HistoryText.read(bytes) } catch {
            throw Failure(.configuration, "\(path):\(error)")
        }
    }

    /// A path as a file means it: from the folder that the file is in.
    static func resolved(_ path: String, besides file: String) -> String {
        guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
        return file[...slash] + path
    }

    /// Writes what was asked for to standard output.
    static func print(_ text: String, terminator: String = "\n") throws(Failure) {
        if let number = write(text + terminator, to: STDOUT_FILENO) {
            throw Failure(.inputOutput, "\(SystemError(operation: "write to standard output", number: number))")
        }
    }

    /// Writes to standard error. Where even that fails there is nobody left to tell.
    static func printError(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    /// Writes to a standard stream.
    ///
    /// - Returns: The error that stopped it, as an `errno` value.
    @discardableResult
    static func write(_ text: String, to descriptor: CInt) -> CInt? {
        var text = text
        return text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count < 0 && errno == EINTR { continue }
                if count <= 0 { return errno }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
            return nil
        }
    }
}
