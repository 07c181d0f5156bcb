/// Why a line is no event. The raw value is the word that reports, counters and tests use.
package enum RejectionReason: String, CaseIterable, Sendable {
    // The line is not one JSON object.
    case lineTooLong = "line_too_long"
    case invalidUTF8 = "invalid_utf8"
    case emptyLine = "empty_line"
    case notAnObject = "not_an_object"
    case unexpectedCharacter = "unexpected_character"
    case unexpectedEnd = "unexpected_end"
    case trailingContent = "trailing_content"
    case controlCharacter = "control_character"
    case invalidEscape = "invalid_escape"
    case loneSurrogate = "lone_surrogate"
    case invalidNumber = "invalid_number"
    case invalidLiteral = "invalid_literal"
    case tooDeep = "too_deep"
    case duplicateKey = "duplicate_key"

    // It is one, but not an event.
    case missingField = "missing_field"
    case wrongType = "wrong_type"
    case unknownType = "unknown_type"
    case unknownValue = "unknown_value"
    case invalidTimestamp = "invalid_timestamp"
    case numberOutOfRange = "number_out_of_range"
    case emptyName = "empty_name"

    // It is an event that may not happen.
    case timeJump = "time_jump"
    case undefinedSymbol = "undefined_symbol"
    case secondSpot = "second_spot"
    case duplicateSymbol = "duplicate_symbol"
    case notPositive = "not_positive"
    case negativePrice = "negative_price"
    case volatilityOutOfRange = "volatility_out_of_range"
    case zeroQuantity = "zero_quantity"
    case spotPosition = "spot_position"
    case notSettleable = "not_settleable"
    case beforeExpiry = "before_expiry"
    case notPerpetual = "not_perpetual"
    case notMarkable = "not_markable"
    case unknownProfile = "unknown_profile"
    case amountOverflow = "amount_overflow"
}
