import MarginCore
import MarginService

/// The running daemon: the pipeline with everything around it that the operating system sees.
struct Daemon<Pipeline: MarginPipeline, Source: InputSource>: ~Copyable {
    private let pipeline: Pipeline
    private var input: AdmittedInput<Source, Pipeline>
    private var writer: AlertWriter
    private let configurationPath: String?
    private let requests: Requests
    private let manager: ServiceManager
    /// There is no socket: when standard input is over, so is the daemon.
    private let hasInputOnly: Bool
    private let log = Log.standardError

    private var lastWatchdog: Int64 = 0
    private var lastStatus: Int64 = 0
    private var differences = 0

    private let statusInterval: Int64 = 1_000_000_000

    init(_ setup: consuming DaemonSetup, _ pipeline: Pipeline, _ source: Source) {
        self.pipeline = pipeline
        input = AdmittedInput(source: source, pipeline: pipeline)
        configurationPath = setup.configurationPath
        requests = setup.requests
        manager = setup.manager
        hasInputOnly = setup.hasInputOnly
        writer = AlertWriter(setup.output)
    }

    /// Serves until the input ends or somebody asks to stop.
    mutating func serve() async throws(Failure) -> ExitCode {
        while await input.arrives() {
            // Between two chunks desk and books are at the same event.
            if input.isEven, requests.takeReload() { await reload() }
            if case .ended(let origin, let failure?) = input.next {
                // Events that cannot be read are not an end of events.
                if hasInputOnly { throw Failure(.inputOutput, "\(origin): \(failure)") }
                log.error("\(origin): \(failure)")
            }
            guard let step = await input.take(lookingAhead: !requests.isReloadWanted) else { break }
            for rejection in step.admitted.rejections { log.warning("\(rejection)") }
            for batch in step.admitted.batches { try await judge(batch) }
            if case .heartbeat = step.chunk { await showStatus(at: SystemClock.monotonicNanoseconds()) }
            input.recycle(consume step)
            pingWatchdog(at: SystemClock.monotonicNanoseconds())
        }
        let tally = await pipeline.tally
        log.notice(
            "stopped after \(tally.accepted) events, \(tally.rejected) rejected lines, \(writer.counts.total) alerts")
        return differences == 0 ? .success : .software
    }

    private mutating func judge(_ batch: Admitted.Batch) async throws(Failure) {
        var cursor = pipeline.cursor
        while let alerts = await pipeline.judge(batch.events, &cursor) {
            try writer.write(alerts)
            let now = SystemClock.monotonicNanoseconds()
            pingWatchdog(at: now)
            await showStatus(at: now)
        }
        guard let image = batch.image else { return }
        for difference in await pipeline.audit(against: image) {
            differences += 1
            log.error("audit after event \(batch.events.events.last?.number ?? 0): \(difference)")
        }
    }

    // MARK: - Looking after itself

    private mutating func reload() async {
        manager.reloading()
        defer { manager.ready() }
        do throws(SystemError) { try writer.reopen() } catch { log.error("alerts stay where they are: \(error)") }
        guard configurationPath != nil else { return }
        do throws(Failure) {
            let configuration = try Files.configuration(configurationPath)
            if let profile = await pipeline.reconfigure(configuration) {
                log.error("configuration kept: accounts use profile \"\(profile)\", which the new one lacks")
            } else {
                log.notice("configuration reloaded")
            }
        } catch {
            for line in error.message.split(separator: "\n") { log.error("\(line)") }
            log.error("configuration kept: the new one is not sound")
        }
    }

    /// Once a second at most: systemd passes each new text on to everybody who watches the unit.
    private mutating func showStatus(at now: Int64) async {
        guard manager.isThere, now - lastStatus >= statusInterval else { return }
        lastStatus = now
        let tally = await pipeline.tally
        let states = await pipeline.accountsByState()
        let sets = states.values.reduce(0, +)
        var accounts = "\(tally.accounts) accounts"
        if sets != tally.accounts { accounts += ", \(tally.groups) groups, \(sets) netting sets" }
        let inState = AccountState.allCases.filter { $0 != .normal }
            .map { "\($0.name) \(states[$0] ?? 0)" }.joined(separator: ", ")
        manager.status("\(accounts): \(inState); \(tally.accepted) events, \(tally.rejected) rejected")
    }

    /// Pings where work has just come through; under load there are no heartbeats, and no need of them.
    private mutating func pingWatchdog(at now: Int64) {
        guard let interval = manager.watchdogIntervalNanoseconds, now - lastWatchdog >= interval / 2 else { return }
        lastWatchdog = now
        manager.watchdog()
    }
}
