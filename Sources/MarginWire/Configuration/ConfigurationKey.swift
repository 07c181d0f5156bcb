import MarginCore

/// One key of a section of the file: how it is read, how it is written, and what it says about itself.
///
/// The reader, the printer and its comments go by the same list of keys, so that none of them can know a key that
/// another does not. A new key is one line in that list.
struct ConfigurationKey<Section> {
    let name: String
    /// What the key sets, without a full stop.
    let meaning: String
    /// The values that it takes; `nil` for a section.
    let domain: ConfigurationDomain?
    let read: (ConfigurationDocument.Value, inout Section, inout ConfigurationReader) -> Void
    let print: (Section, inout ConfigurationPrinter) -> Void
}

/// The values that a key takes, in words.
struct ConfigurationDomain {
    /// `a number `, `a time in `: what a message needs and a comment can do without.
    let kind: String
    /// `from 0 to 1`, `seconds greater than 0 and at most 1e9, or null (off)`.
    let values: String

    /// The end of the sentence "it must be …".
    var sentence: String { kind + values }
}

extension ConfigurationKey {
    /// A key whose value is one word or number.
    private static func scalar<Value>(
        _ name: String, _ path: WritableKeyPath<Section, Value>, _ domain: ConfigurationDomain, _ meaning: String,
        value: @escaping (ConfigurationDocument.Content) -> Value?, text: @escaping (Value) -> String
    ) -> ConfigurationKey {
        ConfigurationKey(name: name, meaning: meaning, domain: domain) { found, section, reader in
            if let value = value(found.content) {
                section[keyPath: path] = value
            } else {
                reader.complain(of: found, named: name, mustBe: domain.sentence)
            }
        } print: { section, printer in
            printer.write(text(section[keyPath: path]))
        }
    }

    /// As `scalar`, where `null` stands for no value, and `absence` says what that means.
    private static func nullable<Value>(
        _ name: String, _ path: WritableKeyPath<Section, Value?>, _ domain: ConfigurationDomain, absence: String,
        _ meaning: String, value: @escaping (ConfigurationDocument.Content) -> Value?,
        text: @escaping (Value) -> String
    ) -> ConfigurationKey {
        scalar(
            name, path, ConfigurationDomain(kind: domain.kind, values: "\(domain.values), or null (\(absence))"),
            meaning,
            value: { $0 == .null ? .some(nil) : value($0).map { .some($0) } },
            text: { $0.map(text) ?? "null" })
    }

    // MARK: Numbers

    static func number(
        _ name: String, _ path: WritableKeyPath<Section, Double>, _ range: ConfigurationRange, _ meaning: String
    ) -> ConfigurationKey {
        scalar(
            name, path, range.domain, meaning, value: { $0.number(in: range) }, text: ConfigurationRange.text)
    }

    static func number(
        _ name: String, _ path: WritableKeyPath<Section, Double?>, _ range: ConfigurationRange, absence: String,
        _ meaning: String
    ) -> ConfigurationKey {
        nullable(
            name, path, range.domain, absence: absence, meaning, value: { $0.number(in: range) },
            text: ConfigurationRange.text)
    }

    /// A whole number.
    static func integer(
        _ name: String, _ path: WritableKeyPath<Section, Int64>, _ range: ClosedRange<Int64>, _ meaning: String
    ) -> ConfigurationKey {
        let domain = ConfigurationDomain(
            kind: "a whole number ", values: "from \(range.lowerBound) to \(range.upperBound)")
        return scalar(
            name, path, domain, meaning, value: { $0.integer(in: range) }, text: { String($0) })
    }

    // MARK: Times

    /// A day; days since 1970-01-01.
    static func day(
        _ name: String, _ path: WritableKeyPath<Section, Int64?>, absence: String, _ meaning: String
    ) -> ConfigurationKey {
        nullable(
            name, path, ConfigurationDomain(kind: "a day ", values: "such as \"2020-03-12\""), absence: absence,
            meaning, value: { $0.day },
            text: { (CalendarDate(daysSinceEpoch: Int($0))?.description ?? "").quoted })
    }

    static func time(
        _ name: String, _ path: WritableKeyPath<Section, Int64>, _ range: ConfigurationTime.Range, _ meaning: String
    ) -> ConfigurationKey {
        scalar(
            name, path, range.domain, meaning, value: { $0.nanoseconds(in: range) }, text: ConfigurationTime.seconds)
    }

    static func time(
        _ name: String, _ path: WritableKeyPath<Section, Int64?>, _ range: ConfigurationTime.Range, absence: String,
        _ meaning: String
    ) -> ConfigurationKey {
        nullable(
            name, path, range.domain, absence: absence, meaning, value: { $0.nanoseconds(in: range) },
            text: ConfigurationTime.seconds)
    }

    // MARK: Texts

    /// A name or a path; not empty.
    static func text(
        _ name: String, _ path: WritableKeyPath<Section, String?>, _ values: String, absence: String,
        _ meaning: String
    ) -> ConfigurationKey {
        nullable(
            name, path, ConfigurationDomain(kind: "", values: values), absence: absence, meaning,
            value: { $0.text }, text: \.quoted)
    }

    // MARK: Words

    static func word<Word: RawRepresentable<String> & CaseIterable>(
        _ name: String, _ path: WritableKeyPath<Section, Word>, _ meaning: String
    ) -> ConfigurationKey {
        scalar(name, path, .choice(of: Word.self), meaning, value: { $0.word() }, text: { $0.rawValue.quoted })
    }

    static func word<Word: RawRepresentable<String> & CaseIterable>(
        _ name: String, _ path: WritableKeyPath<Section, Word?>, absence: String, _ meaning: String
    ) -> ConfigurationKey {
        nullable(
            name, path, .choice(of: Word.self), absence: absence, meaning, value: { $0.word() },
            text: { $0.rawValue.quoted })
    }

    /// A list of different words, at least one.
    static func words<Word: RawRepresentable<String> & CaseIterable & Hashable>(
        _ name: String, _ path: WritableKeyPath<Section, [Word]>, _ meaning: String
    ) -> ConfigurationKey {
        let domain = ConfigurationDomain.choice(of: Word.self, kind: "a list with one or more of ")
        return ConfigurationKey(name: name, meaning: meaning, domain: domain) { found, section, reader in
            guard case .array(let elements) = found.content, !elements.isEmpty else {
                return reader.complain(of: found, named: name, mustBe: domain.sentence)
            }
            var words: [Word] = []
            for element in elements {
                guard let word: Word = element.content.word() else {
                    reader.complain(of: element, named: name, mustBe: domain.sentence)
                    continue
                }
                if words.contains(word) {
                    reader.complain(at: element.offset, "\(name.quoted) names \(word.rawValue.quoted) twice")
                }
                words.append(word)
            }
            section[keyPath: path] = words
        } print: { section, printer in
            let words = section[keyPath: path].map { $0.rawValue.quoted }
            printer.write("[" + words.joined(separator: ", ") + "]")
        }
    }

    // MARK: Sections

    /// An object with keys of its own.
    static func section<Inner>(
        _ name: String, _ path: WritableKeyPath<Section, Inner>, _ keys: [ConfigurationKey<Inner>], _ meaning: String
    ) -> ConfigurationKey {
        ConfigurationKey(name: name, meaning: meaning, domain: nil) { found, section, reader in
            reader.read(found, named: name, keys: keys, into: &section[keyPath: path])
        } print: { section, printer in
            printer.print(section[keyPath: path], keys: keys)
        }
    }
}

extension ConfigurationDomain {
    fileprivate static func choice<Word: RawRepresentable<String> & CaseIterable>(
        of words: Word.Type, kind: String = ""
    ) -> ConfigurationDomain {
        ConfigurationDomain(
            kind: kind, values: words.allCases.map { $0.rawValue.quoted }.joined(separator: " or "))
    }
}

extension ConfigurationDocument.Content {
    func number(in range: ConfigurationRange) -> Double? {
        guard let value = number({ $0.double }), range.contains(value) else { return nil }
        return value
    }

    fileprivate func integer(in range: ClosedRange<Int64>) -> Int64? {
        guard let value = number({ $0.isInteger ? $0.integer : nil }), range.contains(value) else { return nil }
        return value
    }

    fileprivate var day: Int64? {
        guard case .string(let text) = self else { return nil }
        return CalendarDate(text.utf8).map { Int64($0.daysSinceEpoch) }
    }

    fileprivate var text: String? {
        guard case .string(let text) = self, !text.isEmpty else { return nil }
        return text
    }

    fileprivate func nanoseconds(in range: ConfigurationTime.Range) -> Int64? {
        guard let time = number(ConfigurationTime.nanoseconds), time >= range.shortest else { return nil }
        return time
    }

    /// What a number is worth, as `value` reads it.
    private func number<Value>(_ value: (NumberText) -> Value?) -> Value? {
        guard case .number(var text) = self else { return nil }
        return text.withUTF8 { value(NumberText($0)) }
    }

    fileprivate func word<Word: RawRepresentable<String>>() -> Word? {
        guard case .string(let text) = self else { return nil }
        return Word(rawValue: text)
    }
}
