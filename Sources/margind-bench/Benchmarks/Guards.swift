import MarginCore

/// Whether a book proves accounts unchanged before it judges them, or judges every account that a tick reaches.
enum Guards: String, CaseIterable {
    case on, off

    /// A book that works this way; `nil` where the package has no such switch.
    ///
    /// The one place that knows how the switch is thrown.
    func configuration() -> MarginConfiguration? {
        switch self {
        case .on: MarginConfiguration()
        case .off: nil
        }
    }
}
