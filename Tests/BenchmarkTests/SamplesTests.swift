import Testing

@testable import margind_bench

@Suite("Samples") struct SamplesTests {
    @Test("have the middle value as their median, or the mean of the two middle ones")
    func median() {
        #expect(Samples([3, 1, 2]).median == 2)
        #expect(Samples([4, 1, 3, 2]).median == 2.5)
        #expect(Samples().median.isNaN)
    }

    @Test("know their spread")
    func spread() {
        let samples = Samples([3, 1, 2])
        #expect(samples.minimum == 1)
        #expect(samples.maximum == 3)
    }
}
