/// What is kept of slices for the models beside the sensitivities, as long as `SliceOutline`s are; by slice.
struct ModelOutlines: ~Copyable {
    /// A slice as the model `scenario` weighs it.
    struct Scenario: BitwiseCopyable {
        var weighed = ScenarioModel.Weighed()
        /// `MarginBook.versions` of the underlying when it was weighed; 0 never.
        var version: UInt32 = 0
    }

    /// How far a slice's profits in the scenarios of the model `tail` can have moved; see `MarginBook+ModelOutlines`.
    struct Tail: BitwiseCopyable {
        /// Σ |size| × `TailTables.drifts` over the options, infinite where one is not modelled; and the cash delta of all
        /// else. USD.
        var reach = 0.0
        var delta = 0.0
        /// `MarginBook.versions` of the underlying to which they belong; 0 none.
        var version: UInt32 = 0
        /// Whether the account was charged when they were these; in its first slice: how much.
        var isBased = false
        var baseReach = 0.0
        var baseDelta = 0.0
        var charge = 0.0
    }

    private(set) var count = 0
    var scenarios = HotArray<Scenario>()
    /// By slice `profitCount` numbers, the profits by cell; written with the slice's entry in `scenarios`.
    private var profits = HotArray<Double>()
    private let profitCount: Int
    private let hasTails: Bool
    var tails = HotArray<Tail>()

    /// - Parameters:
    ///   - profitCount: Cells of the widest pack; 0 where no profile has the model `scenario`.
    ///   - hasTails: Whether a profile has the model `tail`.
    init(profitCount: Int = 0, hasTails: Bool = false) {
        self.profitCount = profitCount
        self.hasTails = hasTails
    }

    mutating func grow(to count: Int) {
        let added = count - self.count
        guard added > 0 else { return }
        self.count = count
        if profitCount > 0 {
            _ = scenarios.append(repeating: Scenario(), count: added)
            // Not written, so that slices without the model take no memory.
            profits.reserve(added * profitCount)
            profits.claim(added * profitCount)
        }
        if hasTails { _ = tails.append(repeating: Tail(), count: added) }
    }

    @inline(__always)
    func profits(of slice: Int) -> UnsafeMutablePointer<Double> { profits.base + slice * profitCount }

    @inline(__always)
    func forget(_ slice: Int) {
        if slice < scenarios.count { scenarios[slice].version = 0 }
        if slice < tails.count { tails[slice] = Tail() }
    }

    func forgetAll() { for slice in 0..<count { forget(slice) } }
}
