import Glibc
import MarginCore
import MarginWire
import Testing

@Suite("The page about the configuration") struct ConfigurationDocumentationTests {
    @Test("has an example that is valid and means what the page says")
    func example() throws {
        let example = try #require(page().split(separator: "```json\n").last?.split(separator: "```").first)
        let read = try configuration(String(example))
        let conservative = try #require(read.profiles.last)
        #expect(conservative.name == "conservative")
        #expect(conservative.parameters(of: "BTC").riskWeight == 0.20)
        #expect(conservative.parameters(of: "BTC").haircut == 0.05)
        #expect(conservative.parameters(of: "SOL").haircut == 0.50)
        #expect(conservative.parameters(of: "DOGE").haircut == 0.50)
        #expect(conservative.levels.warning == 1.25)
        #expect(conservative.levels.callGrace == 900_000_000_000)
        #expect(read.profiles[0].parameters(of: "BTC").riskWeight == 0.16)
    }

    @Test("lists every key of the printed defaults, with its default, and no other")
    func keys() throws {
        // Lines such as `"gamma": 0.6,` of the printed file, without sections and the names of underlyings.
        var printed: [String: String] = [:]
        for line in ConfigurationPrinter.text(of: MarginConfiguration()).split(separator: "\n") {
            guard let colon = line.firstRange(of: ": "), !line.contains("//") else { continue }
            let value = line[colon.upperBound...]
            if value.first == "{" { continue }
            printed[line[..<colon.lowerBound].filter { $0 != "\"" && $0 != " " }] = String(
                value.last == "," ? value.dropLast() : value)
        }
        printed["delta_concentration_threshold"] = "20000000"
        printed["vega_concentration_threshold"] = "10000000"
        // Tables of names begin with a brace, like sections.
        printed["net_delta"] = "{}"
        printed["haircut_tiers"] = "[]"
        for key in ["collateral_share", "collateral_cap", "liquidity_horizon_days", "proxy", "daily_volatility"] {
            printed[key] = "null"
        }

        var listed: [String: String] = [:]
        for line in try page().split(separator: "\n") where line.hasPrefix("| `") {
            let cells = line.split(separator: "|").map {
                $0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
            }
            listed[String(cells[0].dropFirst().dropLast())] = String(cells[2])
        }
        // Their defaults differ by underlying; they are in `ConfigurationDefaultsTests`.
        #expect(listed.removeValue(forKey: "risk_weight") != nil)
        #expect(listed.removeValue(forKey: "haircut") != nil)
        #expect(listed == printed)
    }

    @Test("has the weights of models where they are read")
    func weights() throws {
        let line = try #require(page().split(separator: "\n").first { $0.hasPrefix(#"`"combination": {"#) })
        let models = #""models": ["sensitivities", "scenario"]"#
        let read = try configuration(
            #"{"profiles": {"p": {\#(models), \#(line.dropFirst().dropLast())}}}"#)
        let combination = try #require(read.profiles.last).combination
        #expect(combination.rule == .sum)
        #expect(combination.weights.sensitivities == 0.6 && combination.weights.scenario == 0.4)
    }

    private func page() throws -> String { try text(ofPage: "configuration.md") }
}

@Suite("The page about scenario packs") struct ScenarioPackDocumentationTests {
    @Test("has an example that is valid and means what the page says")
    func example() throws {
        let example = try #require(
            text(ofPage: "packs.md").split(separator: "```json\n").last?.split(separator: "```").first)
        let read = try configuration(String(example))
        let pack = read.profiles[0].scenario
        #expect(pack.name == "careful")
        #expect(pack.numeraire == .coin)
        #expect(pack.cells.count == 11 * 3 + 8 + 1)
    }

    @Test("lists every pack")
    func packs() throws {
        let page = try text(ofPage: "packs.md")
        for pack in BuiltInPacks.all { #expect(page.contains("\n| `\(pack.name)` |"), "\(pack.name)") }
    }

    @Test("lists every key of a pack, with its default, and no other")
    func keys() throws {
        var configuration = MarginConfiguration()
        configuration.packs = [ScenarioPack()]
        // Keys of a pack lie in it as deep as their sections; the pack itself lies two deep.
        var printed: [String: String] = [:]
        var sections: [String] = []
        var lines = ConfigurationPrinter.text(of: configuration).split(separator: "\n").drop {
            !$0.contains(#""packs": {"#)
        }
        repeat {
            let line = lines.removeFirst().drop { $0 == " " }
            if line.hasPrefix("}") {
                sections.removeLast()
            } else if let colon = line.firstRange(of: ": ") {
                let name = line[..<colon.lowerBound].filter { $0 != "\"" }
                let value = line[colon.upperBound...]
                if value == "{" {
                    sections.append(name)
                } else {
                    let key = (sections.dropFirst(2) + [name]).joined(separator: ".")
                    printed[key] = String(value.last == "," ? value.dropLast() : value)
                }
            }
        } while !sections.isEmpty

        var listed: [String: String] = [:]
        let table = try #require(text(ofPage: "packs.md").split(separator: "## Keys").last)
        for line in table.split(separator: "\n") where line.hasPrefix("| `") {
            let cells = line.split(separator: " | ")
            listed[String(cells[0].dropFirst(3).dropLast())] = String(cells[2])
        }
        #expect(listed == printed)
    }
}

/// The text of a page in `docs`.
private func text(ofPage name: String) throws -> String {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let file = try #require(fopen("/\(root)/docs/\(name)", "r"))
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
}
