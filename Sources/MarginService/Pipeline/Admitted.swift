package import MarginCore

/// What one chunk of input came to.
package struct Admitted: Sendable {
    package var batches: [Batch] = []
    package var rejections: [LineReport] = []
    /// A line lay beyond `Admission.Rules.until`.
    package var isOver = false

    /// Events for the books, and what to compare them with afterwards.
    package struct Batch: Sendable {
        package var events: EventBatch
        package var image: BookImage?
    }

    package init() {}
}
