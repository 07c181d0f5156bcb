import Foundation
import MarginCore
import MarginTesting
import MarginWire
import Testing

private let shared = ProcessInfo.processInfo.environment["MARGIND_SHARED"]

/// The public JSON parsing suite: 95 texts that must be accepted, 188 that must be rejected, 35 left to the reader.
@Suite("ConformanceJSONSuite", .enabled(if: shared != nil, "MARGIND_SHARED names no folder of vectors"))
struct ConformanceJSONSuite {
    /// Where the standard leaves the choice: what this scanner does, and why. `nil` is acceptance.
    static let decisions: [(file: String, rejection: RejectionReason?, why: String)] = [
        // Only the grammar of a number is the scanner's; its range is judged where a field is read.
        ("i_number_double_huge_neg_exp.json", nil, "the range is the field's question"),
        ("i_number_huge_exp.json", nil, "the range is the field's question"),
        ("i_number_neg_int_huge_exp.json", nil, "the range is the field's question"),
        ("i_number_pos_double_huge_exp.json", nil, "the range is the field's question"),
        ("i_number_real_neg_overflow.json", nil, "the range is the field's question"),
        ("i_number_real_pos_overflow.json", nil, "the range is the field's question"),
        ("i_number_real_underflow.json", nil, "the range is the field's question"),
        ("i_number_too_big_neg_int.json", nil, "the range is the field's question"),
        ("i_number_too_big_pos_int.json", nil, "the range is the field's question"),
        ("i_number_very_big_negative_int.json", nil, "the range is the field's question"),
        // Half a surrogate pair is no character, and two programs would disagree on what it becomes.
        ("i_object_key_lone_2nd_surrogate.json", .loneSurrogate, "no character"),
        ("i_string_1st_surrogate_but_2nd_missing.json", .loneSurrogate, "no character"),
        ("i_string_1st_valid_surrogate_2nd_invalid.json", .loneSurrogate, "no character"),
        ("i_string_incomplete_surrogate_and_escape_valid.json", .loneSurrogate, "no character"),
        ("i_string_incomplete_surrogate_pair.json", .loneSurrogate, "no character"),
        ("i_string_incomplete_surrogates_escape_valid.json", .loneSurrogate, "no character"),
        ("i_string_invalid_lonely_surrogate.json", .loneSurrogate, "no character"),
        ("i_string_invalid_surrogate.json", .loneSurrogate, "no character"),
        ("i_string_inverted_surrogates_U+1D11E.json", .loneSurrogate, "no character"),
        ("i_string_lone_second_surrogate.json", .loneSurrogate, "no character"),
        // RFC 8259 demands UTF-8; nothing is repaired.
        ("i_string_UTF-8_invalid_sequence.json", .invalidUTF8, "not UTF-8"),
        ("i_string_UTF8_surrogate_U+D800.json", .invalidUTF8, "a surrogate is no UTF-8"),
        ("i_string_invalid_utf-8.json", .invalidUTF8, "not UTF-8"),
        ("i_string_iso_latin_1.json", .invalidUTF8, "not UTF-8"),
        ("i_string_lone_utf8_continuation_byte.json", .invalidUTF8, "not UTF-8"),
        ("i_string_not_in_unicode_range.json", .invalidUTF8, "beyond U+10FFFF"),
        ("i_string_overlong_sequence_2_bytes.json", .invalidUTF8, "overlong"),
        ("i_string_overlong_sequence_6_bytes.json", .invalidUTF8, "overlong"),
        ("i_string_overlong_sequence_6_bytes_null.json", .invalidUTF8, "overlong"),
        ("i_string_truncated-utf-8.json", .invalidUTF8, "not UTF-8"),
        // Other encodings, and a byte order mark, are no JSON text between systems (RFC 8259, 8.1).
        ("i_string_UTF-16LE_with_BOM.json", .unexpectedCharacter, "not UTF-8"),
        ("i_string_utf16BE_no_BOM.json", .unexpectedCharacter, "not UTF-8"),
        ("i_string_utf16LE_no_BOM.json", .unexpectedCharacter, "not UTF-8"),
        ("i_structure_UTF-8_BOM_empty_object.json", .unexpectedCharacter, "a sender must not write one"),
        ("i_structure_500_nested_arrays.json", .tooDeep, "deeper than 64"),
    ]

    @Test("accepts every text that must be accepted and rejects every text that must be rejected")
    func mandatoryFiles() throws {
        try withSuite { files in
            let mustAccept = files.filter { $0.name.hasPrefix("y_") }
            let mustReject = files.filter { $0.name.hasPrefix("n_") }
            let wronglyRejected = mustAccept.filter { !isAccepted($0.bytes) }
            let wronglyAccepted = mustReject.filter { isAccepted($0.bytes) }
            print("y_ accepted: \(mustAccept.count - wronglyRejected.count) of \(mustAccept.count)")
            print("n_ rejected: \(mustReject.count - wronglyAccepted.count) of \(mustReject.count)")
            #expect(mustAccept.count == 95)
            #expect(mustReject.count == 188)
            #expect(wronglyRejected.map(\.name) == [])
            #expect(wronglyAccepted.map(\.name) == [])
        }
    }

    @Test("decides every text that is left to the reader as it is written here")
    func optionalFiles() throws {
        try withSuite { files in
            let optional = files.filter { $0.name.hasPrefix("i_") }
            #expect(optional.map(\.name) == Self.decisions.map(\.file).sorted())
            var accepted = 0
            for file in optional {
                let decision = try #require(Self.decisions.first { $0.file == file.name })
                switch scanJSON(file.bytes) {
                case .success:
                    accepted += 1
                    #expect(decision.rejection == nil, "\(file.name): \(decision.why)")
                case .failure(let fault):
                    #expect(decision.rejection == fault.reason, "\(file.name): \(decision.why)")
                }
            }
            print("i_ accepted: \(accepted) of \(optional.count), rejected: \(optional.count - accepted)")
        }
    }

    // MARK: Files

    private func isAccepted(_ bytes: [UInt8]) -> Bool {
        if case .success = scanJSON(bytes) { true } else { false }
    }

    /// Unpacks the suite to a temporary folder and hands out its files, by name.
    private func withSuite(_ body: ([(name: String, bytes: [UInt8])]) throws -> Void) throws {
        let archive = try #require(shared) + "/vectors/json_test_suite.tar.gz"
        let folder = FileManager.default.temporaryDirectory.appending(path: "margind-json-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }

        let unpacking = Process()
        unpacking.executableURL = URL(filePath: "/usr/bin/env")
        unpacking.arguments = ["tar", "-xzf", archive, "-C", folder.path]
        try unpacking.run()
        unpacking.waitUntilExit()
        try #require(unpacking.terminationStatus == 0)

        let tests = folder.appending(path: "JSONTestSuite/test_parsing")
        let names = try FileManager.default.contentsOfDirectory(atPath: tests.path).sorted()
        try body(names.map { name in (name, Array(try Data(contentsOf: tests.appending(path: name)))) })
    }
}
