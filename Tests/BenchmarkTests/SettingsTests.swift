import Testing

@testable import margind_bench

@Suite("The command line of margind-bench") struct SettingsTests {
    @Test("without a command measures all")
    func all() throws {
        let settings = try Settings(["--rounds", "3"])
        #expect(settings.command == .all)
        #expect(try settings.integer(.rounds, in: 1...10) == 3)
    }

    @Test("takes lists with commas, after a blank or an equals sign")
    func lists() throws {
        let settings = try Settings(["tick", "--accounts=10,20", "--volatility", "1e-5,3e-5"])
        #expect(settings.command == .tick)
        #expect(try settings.integers(.accounts, in: 1...100) == [10, 20])
        #expect(try settings.numbers(.volatility, in: 0...1) == [1e-5, 3e-5])
        #expect(try settings.integers(.seed, in: 1...100) == nil)
    }

    @Test(
        "refuses what it would not do",
        arguments: [
            ["tock"], ["tick", "--acounts", "1"], ["startup", "--accounts", "1"], ["tick", "--seed"],
            ["tick", "--seed", "1", "--seed", "2"], ["replay", "--numpy=1"], ["tick", "more"],
            ["models", "--guards", "on"],
        ])
    func refused(arguments: [String]) {
        #expect(throws: BenchmarkFailure.self) { try Settings(arguments) }
    }

    @Test("refuses a value that is no number of the range", arguments: ["0", "101", "", "1,", "x", "1,200"])
    func outOfRange(value: String) throws {
        let settings = try Settings(["tick", "--accounts", value])
        #expect(throws: BenchmarkFailure.self) { try settings.integers(.accounts, in: 1...100) }
    }
}
