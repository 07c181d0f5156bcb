package import MarginWire

/// Scans a whole text; the tokens, or the first fault.
package func scanJSON(_ bytes: [UInt8]) -> Result<[JSONToken], JSONFault> {
    bytes.withUnsafeBufferPointer { buffer in
        var scanner = JSONScanner(buffer)
        var tokens: [JSONToken] = []
        do throws(JSONFault) {
            while true {
                let token = try scanner.next()
                if token == .end { return .success(tokens) }
                tokens.append(token)
            }
        } catch {
            return .failure(error)
        }
    }
}

/// Scans a whole text; the tokens, or the first fault.
package func scanJSON(_ text: String) -> Result<[JSONToken], JSONFault> { scanJSON(Array(text.utf8)) }
