package import MarginCore

/// Writes a configuration as the file that it could have been read from, fit to start a file of one's own.
///
/// Every key is stated. A comment before it says what it sets and what it takes; in profiles after the first, which
/// would repeat them, comments are left out.
package struct ConfigurationPrinter {
    private var text = ""
    private var depth = 0
    /// Whether keys are explained where they stand.
    var isCommented = true

    private init() {}

    /// The file that stands for a configuration; `ConfigurationReader` reads it back to the same value.
    ///
    /// - Parameter configuration: A valid one, such as the reader returns or the defaults. The file cannot say that an
    ///   underlying which has parameters by default, or in the profile `default`, has none.
    package static func text(of configuration: MarginConfiguration) -> String {
        var printer = ConfigurationPrinter()
        printer.comment("The configuration of margind. A key that is left out keeps its default; times are in seconds.")
        printer.print(configuration, keys: MarginConfiguration.keys)
        printer.write("\n")
        return printer.text
    }

    // MARK: What keys print with

    /// Adds a value, as JSON.
    mutating func write(_ value: String) { text += value }

    /// Adds a section as an object with a key in each line.
    mutating func print<Section>(_ section: Section, keys: [ConfigurationKey<Section>]) {
        printObject(keys) { key, printer in
            if printer.isCommented {
                printer.comment(key.comment)
                printer.indent()
            }
            printer.write("\(key.name.quoted): ")
            key.print(section, &printer)
        }
    }

    /// Adds a section as an object in one line, without comments.
    mutating func printInLine<Section>(_ section: Section, keys: [ConfigurationKey<Section>]) {
        write("{")
        for (index, key) in keys.enumerated() {
            write(index == 0 ? "" : ", ")
            write("\(key.name.quoted): ")
            key.print(section, &self)
        }
        write("}")
    }

    /// Adds an object with a member, or a comment and a member, for each of `members`.
    mutating func printObject<Member>(
        _ members: [Member], member printMember: (Member, inout ConfigurationPrinter) -> Void
    ) {
        write("{")
        depth += 1
        for (index, member) in members.enumerated() {
            write(index == 0 ? "\n" : ",\n")
            indent()
            printMember(member, &self)
        }
        depth -= 1
        write("\n")
        indent()
        write("}")
    }

    private mutating func indent() { text += String(repeating: "    ", count: depth) }

    /// Adds lines of a comment, each at most `lineLength` long; the first begins where the text ends.
    private mutating func comment(_ words: String) {
        for (index, paragraph) in words.split(separator: "\n").enumerated() {
            if index > 0 { indent() }
            var room = 0
            for (index, word) in paragraph.split(separator: " ").enumerated() {
                if index == 0 {
                    text += "//"
                    room = ConfigurationPrinter.lineLength - 4 * depth - 2
                } else if word.count + 1 > room {
                    text += "\n"
                    indent()
                    text += "//"
                    room = ConfigurationPrinter.lineLength - 4 * depth - 2
                }
                text += " " + word
                room -= word.count + 1
            }
            text += "\n"
        }
    }

    private static let lineLength = 118
}

extension ConfigurationKey {
    /// What the printed file says before the key.
    var comment: String {
        domain.map { "\(meaning); \($0.values)." } ?? "\(meaning)."
    }
}
