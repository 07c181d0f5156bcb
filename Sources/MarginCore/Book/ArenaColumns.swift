/// The slices of all accounts: 12 bytes each.
typealias SliceArena = BlockArena<SliceColumns>
/// The options of all accounts: 12 bytes each, instruments and sizes apart.
typealias OptionArena = BlockArena<AmountColumns<OptionPosition>>
/// The balances of all accounts: 12 bytes each.
typealias BalanceArena = BlockArena<AmountColumns<Balance>>
/// The perpetuals and futures of all accounts: 20 bytes each.
typealias LinearArena = BlockArena<LinearColumns>

struct SliceColumns: ArenaColumns, ~Copyable {
    private var slices = HotArray<StoredSlice>()

    var count: Int { slices.count }

    mutating func extend(by count: Int) -> Int { slices.append(repeating: StoredSlice(), count: count) }

    subscript(place: Int) -> StoredSlice {
        @inline(__always) get { slices[place] }
        @inline(__always) nonmutating set { slices[place] = newValue }
    }
}

/// So much of one thing, which has a number.
protocol NumberedAmount: BitwiseCopyable {
    init(number: Int32, amount: Double)
    var number: Int32 { get }
    var amount: Double { get }
}

extension OptionPosition: NumberedAmount {
    @inline(__always) init(number: Int32, amount: Double) { self.init(instrument: number, size: amount) }
    var number: Int32 { @inline(__always) get { instrument } }
    var amount: Double { @inline(__always) get { size } }
}

extension Balance: NumberedAmount {
    @inline(__always) init(number: Int32, amount: Double) { self.init(asset: number, amount: amount) }
    var number: Int32 { @inline(__always) get { asset } }
}

struct AmountColumns<Element: NumberedAmount>: ArenaColumns, ~Copyable {
    private var numbers = HotArray<Int32>()
    private var amounts = HotArray<Double>()

    var count: Int { numbers.count }

    mutating func extend(by count: Int) -> Int {
        _ = amounts.append(repeating: 0, count: count)
        return numbers.append(repeating: 0, count: count)
    }

    subscript(place: Int) -> Element {
        @inline(__always) get { Element(number: numbers[place], amount: amounts[place]) }
        @inline(__always) nonmutating set {
            numbers[place] = newValue.number
            amounts[place] = newValue.amount
        }
    }

    /// The elements from a place on, valid until the columns are extended.
    @inline(__always)
    func from(_ place: Int32) -> AmountBlock<Element> {
        AmountBlock(
            numbers: UnsafePointer(numbers.base + Int(place)), amounts: UnsafePointer(amounts.base + Int(place)))
    }
}

/// A block of `AmountColumns`.
struct AmountBlock<Element: NumberedAmount> {
    fileprivate let numbers: UnsafePointer<Int32>
    fileprivate let amounts: UnsafePointer<Double>

    subscript(place: Int) -> Element {
        @inline(__always) get { Element(number: numbers[place], amount: amounts[place]) }
    }
}

/// The terms of a position stand elsewhere, by instrument, and are not stored.
struct LinearColumns: ArenaColumns, ~Copyable {
    private var instruments = HotArray<Int32>()
    private var sizes = HotArray<Double>()
    private var entries = HotArray<Double>()

    var count: Int { instruments.count }

    mutating func extend(by count: Int) -> Int {
        _ = sizes.append(repeating: 0, count: count)
        _ = entries.append(repeating: 0, count: count)
        return instruments.append(repeating: 0, count: count)
    }

    subscript(place: Int) -> LinearPosition {
        @inline(__always) get {
            var position = LinearPosition()
            position.instrument = instruments[place]
            position.size = sizes[place]
            position.entry = entries[place]
            return position
        }
        @inline(__always) nonmutating set {
            instruments[place] = newValue.instrument
            sizes[place] = newValue.size
            entries[place] = newValue.entry
        }
    }
}
