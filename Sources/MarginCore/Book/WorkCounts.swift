/// What a book has done so far, to tell what a tick costs; no figure depends on it.
package struct WorkCounts: Equatable, Sendable {
    /// Accounts summed and judged.
    package var judgements = 0
    /// Guards made, and those of them that know no slow movements.
    package var guards = 0
    package var exactGuards = 0
    /// Guards looked for in vain.
    package var failures = 0
    /// Options priced, and bounded.
    package var prices = 0
    package var bounds = 0
    /// Accounts of other models than the sensitivities that were found to stay in `normal` without exact figures.
    package var quiet = 0
    /// Options priced in every scenario of a model.
    package var rows = 0

    package init() {}
}
