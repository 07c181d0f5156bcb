import MarginCore

/// Whether a book proves accounts unchanged before it judges them, or judges every account that an event reaches.
enum Guards: String, CaseIterable {
    case on, off

    /// A book that works this way; the one place that knows how the switch is thrown.
    func book(_ configuration: MarginConfiguration) -> MarginBook {
        MarginBook(configuration: configuration, guards: self == .on)
    }
}
