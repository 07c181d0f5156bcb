import MarginCore

/// A configuration file as a tree of values, each with the place where it stands.
///
/// The text is JSON (RFC 8259), strictly, but for comments: `//` outside a string and what follows it in its line are
/// taken for blanks. They are blanked before the scanner sees them, so that every offset stays what it was.
struct ConfigurationDocument {
    struct Value: Equatable {
        /// First byte of the value.
        var offset: Int
        var content: Content
    }

    enum Content: Equatable {
        case object([Member])
        case array([Value])
        case string(String)
        /// As written; the grammar has been checked, the size has not.
        case number(String)
        case boolean(Bool)
        case null
    }

    struct Member: Equatable {
        var name: String
        /// First byte of the name, its quote.
        var offset: Int
        var value: Value
    }

    /// The whole of the file; `nil` where it is not JSON. A duplicate key is in the tree as often as in the file.
    let root: Value?
    /// What is wrong with the text as such: the first break of the grammar, and every duplicate key before it.
    let complaints: [ConfigurationComplaint]
    private let bytes: [UInt8]

    init(_ text: [UInt8]) {
        let blanked = ConfigurationDocument.blankingComments(of: text)
        bytes = blanked
        (root, complaints) = blanked.withUnsafeBufferPointer { buffer in
            var builder = TreeBuilder(scanner: JSONScanner(buffer), bytes: buffer)
            do throws(JSONFault) {
                return (try builder.document(), builder.duplicates)
            } catch {
                return (nil, builder.duplicates + [ConfigurationComplaint(error, in: blanked)])
            }
        }
    }

    /// The text with spaces in place of every comment.
    private static func blankingComments(of text: [UInt8]) -> [UInt8] {
        var text = text
        var index = 0
        var isInString = false
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "\""): isInString.toggle()
            case UInt8(ascii: "\\") where isInString: index += 1
            case UInt8(ascii: "/") where !isInString && index + 1 < text.count && text[index + 1] == UInt8(ascii: "/"):
                while index < text.count && text[index] != UInt8(ascii: "\n") {
                    text[index] = UInt8(ascii: " ")
                    index += 1
                }
            default: break
            }
            index += 1
        }
        return text
    }

    /// Complaints as faults, in the order of the file.
    func faults(_ complaints: [ConfigurationComplaint]) -> [ConfigurationFault] {
        // One walk through the text serves them all: a file may be one long line with a fault at every step.
        var line = 1
        var column = 1
        var index = 0
        return complaints.sorted { ($0.offset, $0.message) < ($1.offset, $1.message) }.map { complaint in
            while index < complaint.offset {
                if bytes[index] == UInt8(ascii: "\n") {
                    line += 1
                    column = 1
                } else if index + 1 == bytes.count || bytes[index + 1] & 0xC0 != 0x80 {
                    column += 1  // The next byte begins a scalar.
                }
                index += 1
            }
            return ConfigurationFault(line: line, column: column, message: complaint.message)
        }
    }
}

extension ConfigurationDocument.Content {
    /// What stands there, as the end of the sentence "it must be a number, not …".
    var description: String {
        switch self {
        case .object: "an object"
        case .array(let elements): elements.isEmpty ? "an empty list" : "a list"
        case .string(let text): text.quotedBriefly
        case .number(let text): text.count > 40 ? "\(text.prefix(40))…" : text
        case .boolean(let value): value ? "true" : "false"
        case .null: "null"
        }
    }
}

/// Makes the tree from the scanner's tokens. Its recursion is as deep as the scanner lets containers be nested.
private struct TreeBuilder {
    var scanner: JSONScanner
    let bytes: UnsafeBufferPointer<UInt8>
    var duplicates: [ConfigurationComplaint] = []

    mutating func document() throws(JSONFault) -> ConfigurationDocument.Value {
        let root = try value(of: try scanner.next())
        _ = try scanner.next()  // The end, or a fault.
        return root
    }

    private mutating func value(of token: JSONToken) throws(JSONFault) -> ConfigurationDocument.Value {
        let offset = scanner.tokenOffset
        let content: ConfigurationDocument.Content
        switch token {
        case .objectStart: content = .object(try members())
        case .arrayStart: content = .array(try elements())
        case .string(let text): content = .string(text.string(in: bytes))
        case .number(let range): content = .number(String(decoding: bytes[range], as: UTF8.self))
        case .true: content = .boolean(true)
        case .false: content = .boolean(false)
        case .null: content = .null
        case .objectEnd, .arrayEnd, .key, .end: preconditionFailure("the scanner gives a value where one is due")
        }
        return ConfigurationDocument.Value(offset: offset, content: content)
    }

    private mutating func members() throws(JSONFault) -> [ConfigurationDocument.Member] {
        var members: [ConfigurationDocument.Member] = []
        var names: Set<String> = []
        while case .key(let text) = try scanner.next() {
            let offset = scanner.tokenOffset
            let name = text.string(in: bytes)
            if !names.insert(name).inserted {
                duplicates.append(
                    ConfigurationComplaint(offset: offset, message: "duplicate key \(name.quotedBriefly)"))
            }
            let value = try value(of: try scanner.next())
            members.append(ConfigurationDocument.Member(name: name, offset: offset, value: value))
        }
        return members
    }

    private mutating func elements() throws(JSONFault) -> [ConfigurationDocument.Value] {
        var elements: [ConfigurationDocument.Value] = []
        while true {
            let token = try scanner.next()
            if token == .arrayEnd { return elements }
            elements.append(try value(of: token))
        }
    }
}
