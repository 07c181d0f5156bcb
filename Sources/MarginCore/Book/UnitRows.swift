/// What one unit of an option is worth in many scenarios: a row of numbers for each option that somebody asked about,
/// shared by all accounts that hold it.
struct UnitRows: ~Copyable {
    /// Numbers in a row.
    let stride: Int
    /// By instrument: its row, −1 for none; and `MarginBook.versions` of the underlying when it was priced, 0 never.
    private var places = HotArray<Int32>(capacity: 1024)
    private var versions = HotArray<UInt32>(capacity: 1024)
    private var values = HotArray<Double>(capacity: 1024)
    /// Rows of options that nobody holds any more.
    private var free: [Int32] = []
    /// Rows written so far; no figure depends on it.
    private(set) var claims = 0

    init(stride: Int) { self.stride = stride }

    mutating func addInstruments(_ count: Int) {
        _ = places.append(repeating: -1, count: count)
        _ = versions.append(repeating: 0, count: count)
    }

    /// Whether an option's row is that of the present prices.
    @inline(__always)
    func isCurrent(_ option: Int, version: UInt32) -> Bool { versions[option] == version }

    /// Whether somebody asked about an option.
    @inline(__always)
    func hasRow(_ option: Int) -> Bool { places[option] >= 0 }

    /// An option's row; void once another one is claimed.
    @inline(__always)
    subscript(option: Int) -> UnsafePointer<Double> { UnsafePointer(values.base + Int(places[option]) * stride) }

    /// An option's row, to be written with the values at `version`.
    mutating func claim(_ option: Int, version: UInt32) -> UnsafeMutablePointer<Double> {
        if places[option] < 0 {
            if let place = free.popLast() {
                places[option] = place
            } else {
                places[option] = Int32(values.append(repeating: 0, count: stride) / stride)
            }
        }
        versions[option] = version
        claims += 1
        return values.base + Int(places[option]) * stride
    }

    /// The option's volatility or terms have changed.
    func forget(_ option: Int) { versions[option] = 0 }

    /// Versions are counted from the beginning again.
    func forgetAll() { for option in 0..<versions.count { versions[option] = 0 } }

    /// Nobody holds the option any more.
    mutating func release(_ option: Int) {
        guard places[option] >= 0 else { return }
        free.append(places[option])
        places[option] = -1
        versions[option] = 0
    }
}
