/// Input that has been admitted, chunk by chunk; under load one chunk ahead of whoever judges it.
///
///     while await input.arrives() {
///         if input.isEven { … }                                  // parameters may change here
///         let step = await input.take(lookingAhead: true)
///         …                                                      // judge, while the next chunk is admitted
///         input.recycle(step)
///     }
///
/// Ahead only where a large chunk is already waiting: one that comes alone is judged at once, and no task is made for
/// it.
package struct AdmittedInput<Source: InputSource, Pipeline: MarginPipeline> {
    /// A chunk and what it came to.
    package struct Step {
        package let chunk: InputChunk
        package var admitted: Admitted
    }

    private let source: Source
    private let pipeline: Pipeline
    /// Taken from the source and not admitted.
    private var arrived: InputChunk?
    /// Being admitted.
    private var ahead: (chunk: InputChunk, admitted: Task<Admitted, Never>)?

    /// Bytes from which a task of its own is small beside the work: about a hundred lines.
    private static var worthwhileByteCount: Int { 8 * 1024 }

    package init(source: Source, pipeline: Pipeline) {
        self.source = source
        self.pipeline = pipeline
    }

    /// Waits until there is something to take; false when the input is over.
    package mutating func arrives() async -> Bool {
        if arrived == nil, ahead == nil { arrived = await source.next() }
        return arrived != nil || ahead != nil
    }

    /// What `take` will give.
    package var next: InputChunk? { ahead?.chunk ?? arrived }

    /// Whether all that was admitted has been taken.
    package var isEven: Bool { ahead == nil }

    /// What has arrived, admitted. The one before must have been judged, or be about to be.
    ///
    /// - Parameter lookingAhead: Whether the next chunk may be admitted meanwhile.
    package mutating func take(lookingAhead: Bool) async -> Step? {
        let step: Step
        if let ahead {
            self.ahead = nil
            step = Step(chunk: ahead.chunk, admitted: await ahead.admitted.value)
        } else if let chunk = arrived {
            arrived = nil
            step = Step(chunk: chunk, admitted: await pipeline.admit(chunk))
        } else {
            return nil
        }
        if lookingAhead, !step.admitted.isOver { lookAhead() }
        return step
    }

    private mutating func lookAhead() {
        guard let chunk = source.nextIfWaiting() else { return }
        if chunk.byteCount >= Self.worthwhileByteCount, let task = pipeline.admitAhead(chunk) {
            ahead = (chunk, task)
        } else {
            arrived = chunk
        }
    }

    /// Gives back a step that was judged, so that the memory of its events is used again.
    package func recycle(_ step: consuming Step) {
        if let batch = step.admitted.batches.popLast() { pipeline.recycle(batch.events) }
    }
}
