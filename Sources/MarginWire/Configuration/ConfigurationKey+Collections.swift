import MarginCore

// Keys whose value is more than one number or word. A list or table that the file states takes the place of the whole
// one before it: an entry of the basis that is not wanted needs no sign for that.

extension ConfigurationKey {
    static func flag(_ name: String, _ path: WritableKeyPath<Section, Bool>, _ meaning: String) -> ConfigurationKey {
        let domain = ConfigurationDomain(kind: "", values: "true or false")
        return ConfigurationKey(name: name, meaning: meaning, domain: domain) { found, section, reader in
            guard case .boolean(let value) = found.content else {
                return reader.complain(of: found, named: name, mustBe: domain.sentence)
            }
            section[keyPath: path] = value
        } print: { section, printer in
            printer.write(section[keyPath: path] ? "true" : "false")
        }
    }

    /// A whole number.
    static func count(
        _ name: String, _ path: WritableKeyPath<Section, Int>, upTo limit: Int, _ meaning: String
    ) -> ConfigurationKey {
        let domain = ConfigurationDomain(kind: "a whole number ", values: "from 0 to \(limit)")
        let range = ConfigurationRange.from(0, to: Double(limit))
        return ConfigurationKey(name: name, meaning: meaning, domain: domain) { found, section, reader in
            guard let value = found.content.number(in: range), value == value.rounded() else {
                return reader.complain(of: found, named: name, mustBe: domain.sentence)
            }
            section[keyPath: path] = Int(value)
        } print: { section, printer in
            printer.write(String(section[keyPath: path]))
        }
    }

    static func numbers(
        _ name: String, _ path: WritableKeyPath<Section, [Double]>, _ range: ConfigurationRange, _ meaning: String
    ) -> ConfigurationKey {
        let domain = ConfigurationDomain(kind: "a list of numbers, each ", values: range.domain.values)
        return ConfigurationKey(name: name, meaning: meaning, domain: domain) { found, section, reader in
            guard case .array(let elements) = found.content else {
                return reader.complain(of: found, named: name, mustBe: domain.sentence)
            }
            section[keyPath: path] = elements.compactMap { element in
                let value = element.content.number(in: range)
                if value == nil { reader.complain(of: element, named: name, mustBe: domain.sentence) }
                return value
            }
        } print: { section, printer in
            printer.write("[" + section[keyPath: path].map(ConfigurationRange.text).joined(separator: ", ") + "]")
        }
    }

    /// A list of names of the desk's own, each once.
    static func names(
        _ name: String, _ path: WritableKeyPath<Section, [String]>, _ meaning: String
    ) -> ConfigurationKey {
        let domain = ConfigurationDomain(kind: "", values: "a list of names")
        return ConfigurationKey(name: name, meaning: meaning, domain: domain) { found, section, reader in
            guard case .array(let elements) = found.content else {
                return reader.complain(of: found, named: name, mustBe: domain.sentence)
            }
            var names: [String] = []
            for element in elements {
                guard case .string(let text) = element.content, !text.isEmpty else {
                    reader.complain(of: element, named: name, mustBe: domain.sentence)
                    continue
                }
                if names.contains(text) {
                    reader.complain(at: element.offset, "\(name.quoted) names \(text.quotedBriefly) twice")
                }
                names.append(text)
            }
            section[keyPath: path] = names
        } print: { section, printer in
            printer.write("[" + section[keyPath: path].map(\.quoted).joined(separator: ", ") + "]")
        }
    }

    /// A list of objects; what one leaves out it takes from `standard`.
    static func list<Element>(
        _ name: String, _ path: WritableKeyPath<Section, [Element]>, _ keys: [ConfigurationKey<Element>],
        standard: Element, _ meaning: String
    ) -> ConfigurationKey {
        ConfigurationKey(name: name, meaning: explained(meaning, keys), domain: nil) { found, section, reader in
            guard case .array(let elements) = found.content else {
                return reader.complain(of: found, named: name, mustBe: "a list of objects")
            }
            section[keyPath: path] = elements.map { element in
                var value = standard
                reader.read(element, named: name, keys: keys, into: &value)
                return value
            }
        } print: { section, printer in
            printer.write("[")
            for (index, element) in section[keyPath: path].enumerated() {
                printer.write(index == 0 ? "" : ", ")
                printer.printInLine(element, keys: keys)
            }
            printer.write("]")
        }
    }

    /// Objects by a name of the desk's own; what one leaves out it takes from `standard`.
    static func table<Value>(
        _ name: String, _ path: WritableKeyPath<Section, [String: Value]>, _ keys: [ConfigurationKey<Value>],
        standard: Value, _ meaning: String
    ) -> ConfigurationKey {
        ConfigurationKey(name: name, meaning: explained(meaning, keys), domain: nil) { found, section, reader in
            var table: [String: Value] = [:]
            for member in reader.namedMembers(of: found, named: name) {
                var value = standard
                reader.read(member.value, named: member.name, keys: keys, into: &value)
                table[member.name] = value
            }
            section[keyPath: path] = table
        } print: { section, printer in
            printer.printTable(section[keyPath: path]) { $1.printInLine($0, keys: keys) }
        }
    }

    /// Numbers by a name of the desk's own.
    static func table(
        _ name: String, _ path: WritableKeyPath<Section, [String: Double]>, _ range: ConfigurationRange,
        _ meaning: String
    ) -> ConfigurationKey {
        let domain = ConfigurationDomain(kind: "a name with ", values: range.domain.sentence)
        return ConfigurationKey(name: name, meaning: meaning, domain: domain) { found, section, reader in
            var table: [String: Double] = [:]
            for member in reader.namedMembers(of: found, named: name) {
                if let value = member.value.content.number(in: range) {
                    table[member.name] = value
                } else {
                    reader.complain(of: member.value, named: member.name, mustBe: range.domain.sentence)
                }
            }
            section[keyPath: path] = table
        } print: { section, printer in
            printer.printTable(section[keyPath: path]) { $1.write(ConfigurationRange.text(of: $0)) }
        }
    }

    private static func explained<Inner>(_ meaning: String, _ keys: [ConfigurationKey<Inner>]) -> String {
        meaning + ". In each: " + keys.map { "\($0.name) (\($0.comment.dropLast()))" }.joined(separator: ", ")
    }
}

extension ConfigurationPrinter {
    /// Adds a table as an object in one line, in the order of the names' bytes: a dictionary has none.
    fileprivate mutating func printTable<Value>(
        _ table: [String: Value], value: (Value, inout ConfigurationPrinter) -> Void
    ) {
        write("{")
        let entries = table.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        for (index, entry) in entries.enumerated() {
            write(index == 0 ? "" : ", ")
            write("\(entry.key.quoted): ")
            value(entry.value, &self)
        }
        write("}")
    }
}
