/// How many bytes lay before the first marked one of a word, the last time.
///
/// The widths of a field's values hardly change. A processor that guesses a branch does not wait for the width of one
/// value to know where the next begins; one that has to count does. So the mark is compared, and the width comes from
/// memory.
struct WidthGuess {
    private var mark: UInt64 = 0
    private var width = 0

    /// How many bytes lie before the first marked one; `marks` has one at least.
    @inline(__always)
    mutating func width(before marks: UInt64) -> Int {
        let first = marks & (0 &- marks)
        if first == mark { return width }
        mark = first
        width = first.trailingZeroBitCount &>> 3
        return width
    }
}
