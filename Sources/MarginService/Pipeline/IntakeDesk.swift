package import MarginCore

/// The actor around the admission of lines: a chunk of bytes in, accepted events out.
package actor IntakeDesk {
    private var admission: Admission

    package init(configuration: MarginConfiguration, rules: Admission.Rules = Admission.Rules()) {
        self.init(configuration: configuration, rules: rules, pool: BatchPool())
    }

    init(configuration: MarginConfiguration, rules: Admission.Rules, pool: BatchPool) {
        admission = Admission(configuration: configuration, rules: rules, pool: pool)
    }

    /// See `Admission.admit`.
    package func admit(_ chunk: InputChunk) -> Admitted { admission.admit(chunk) }

    package var tally: Tally { admission.tally }

    /// See `Intake.reconfigure`.
    package func reconfigure(_ configuration: MarginConfiguration) -> String? { admission.reconfigure(configuration) }

    /// The ledger and the prices as they are now.
    package var image: BookImage { admission.image }
}
