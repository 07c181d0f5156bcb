/// The listed volatilities by expiry, and the smiles that were formed from them since the last valuation time.
///
/// Empty while `SurfaceRules` are off; `Intake+Surface` does what they ask for.
struct QuoteSurface: Sendable {
    /// An option's own volatility, as it was last listed.
    struct Quote: Sendable {
        /// 0 where there was none.
        var volatility = 0.0
        /// F of its expiry at that moment; 0 where there was none.
        var forward = 0.0
    }

    /// By instrument.
    private var quotes: [Quote] = []
    /// By expiry: its options, in the order of their ids.
    private var options: [[InstrumentID]] = []
    /// By expiry: formed since the last valuation time.
    private var smiles: [ExpirySmile?] = []
    /// The last valuation time at which volatilities were read and quotes checked; `nil` before the first.
    var valuationTime: Timestamp?
    /// Options that the event in hand gave to somebody, or defined while somebody held them.
    var needs: [InstrumentID] = []
    /// By expiry: what was reported and is not over.
    private var reported: [Reported] = []

    struct Reported: Equatable, Sendable {
        var calendar = false
        var butterfly = false
    }

    init() {}

    /// Of a market whose quotes were not noted one by one: those that are there count as of now.
    init(_ market: Market, hasOwnVolatility: (InstrumentID) -> Bool) {
        for (index, listing) in market.listings.enumerated() {
            let id = InstrumentID(index)
            guard let terms = listing.terms else { continue }
            define(id, terms, before: nil)
            if hasOwnVolatility(id), let expiry = terms.expiry {
                note(listing.volatility, of: id, forward: market.forward(of: expiry))
            }
        }
    }

    // MARK: - What is listed

    /// An option's own volatility came.
    mutating func note(_ volatility: Double, of id: InstrumentID, forward: Double) {
        let place = Int(id.index)
        while quotes.count <= place { quotes.append(Quote()) }
        quotes[place] = Quote(volatility: volatility, forward: forward)
    }

    /// The instrument is another contract now: its volatility was not for this one.
    mutating func forget(_ id: InstrumentID) {
        if Int(id.index) < quotes.count { quotes[Int(id.index)] = Quote() }
    }

    /// The instrument has these terms now.
    mutating func define(_ id: InstrumentID, _ terms: Instrument, before: Instrument?) {
        let old = before?.kind == .option ? before?.expiry : nil
        let new = terms.kind == .option ? terms.expiry : nil
        if old == new { return }
        if let old { options[Int(old.index)].removeAll { $0 == id } }
        guard let new else { return }
        let place = Int(new.index)
        while options.count <= place { options.append([]) }
        if let last = options[place].last, last > id {
            let next = options[place].firstIndex { $0 > id } ?? options[place].count
            options[place].insert(id, at: next)
        } else {
            options[place].append(id)
        }
    }

    func quote(of id: InstrumentID) -> Quote { Int(id.index) < quotes.count ? quotes[Int(id.index)] : Quote() }

    /// In the order of their ids.
    func options(of expiry: ExpiryID) -> [InstrumentID] {
        Int(expiry.index) < options.count ? options[Int(expiry.index)] : []
    }

    // MARK: - What was formed and reported

    func smile(of expiry: ExpiryID) -> ExpirySmile? {
        Int(expiry.index) < smiles.count ? smiles[Int(expiry.index)] : nil
    }

    mutating func keep(_ smile: ExpirySmile, of expiry: ExpiryID) {
        while smiles.count <= Int(expiry.index) { smiles.append(nil) }
        smiles[Int(expiry.index)] = smile
    }

    mutating func forgetSmiles() { smiles.removeAll(keepingCapacity: true) }

    func reported(of expiry: ExpiryID) -> Reported {
        Int(expiry.index) < reported.count ? reported[Int(expiry.index)] : Reported()
    }

    mutating func setReported(_ now: Reported, of expiry: ExpiryID) {
        while reported.count <= Int(expiry.index) { reported.append(Reported()) }
        reported[Int(expiry.index)] = now
    }

    /// Takes new rules: the next event is a valuation time. What is reported and not over would be reported again where
    /// checks were off meanwhile.
    mutating func restart(keepingReports: Bool) {
        forgetSmiles()
        valuationTime = nil
        if !keepingReports { reported = [] }
    }
}
