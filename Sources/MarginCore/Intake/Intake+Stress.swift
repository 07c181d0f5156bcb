extension Intake {
    /// Runs the stress tests that are due: at the first event in each interval of event time, after it.
    ///
    /// The intake runs them, and not a book: it has every holding and price, whatever the number of shards.
    mutating func stressIfDue(_ batch: inout EventBatch) {
        guard let interval = configuration.stress.interval, let clock else { return }
        let slot = clock.roundedDown(to: interval)
        guard slot != lastStress else { return }
        defer { lastStress = slot }
        // The first event only begins to count.
        guard lastStress != nil, !configuration.stress.scenarios.isEmpty else { return }
        let outcomes = StressTest.run(configuration.stress.scenarios, on: image, known: &knownModels)
        for line in StressAlert.lines(of: outcomes, event: eventNumber, timestamp: clock) {
            batch.notices.append(.stress(line))
        }
    }
}
