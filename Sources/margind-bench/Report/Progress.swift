import MarginService

/// What is being done now, on standard error: standard output is for the report.
enum Progress {
    static func say(_ text: String) { Log.standardError.info("\(text)") }
}
