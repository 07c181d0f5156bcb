import MarginCore
import Testing

@Suite("Measures of a requirement over time") struct ValidationMeasureTests {
    @Test("count breaches, their worst and their average excess")
    func breaches() {
        var breaches = MarginBreaches()
        for (loss, requirement) in [(50.0, 100.0), (100, 100), (130, 100), (-500, 0), (90, 80), (0, 0)] {
            breaches.observe(ForecastOutcome(loss: loss, forecast: requirement))
        }

        #expect(breaches.observations == 6 && breaches.count == 2)
        #expect(breaches.worst == 30 && breaches.averageShortfall == 20)
        #expect(breaches.coverage == 4.0 / 6)
        #expect(MarginBreaches().coverage == nil && MarginBreaches().averageShortfall == 0)
    }

    @Test("give peak to trough over the steps with a requirement")
    func peakToTrough() {
        #expect(MarginProcyclicality.peakToTrough([100, 80, 0, 240, 120]) == 3)
        #expect(MarginProcyclicality.peakToTrough([7]) == 1)
        #expect(MarginProcyclicality.peakToTrough([0, 0]) == nil)
        #expect(MarginProcyclicality.peakToTrough([]) == nil)
    }

    @Test("give the largest rise over so many steps")
    func largestChange() {
        let requirements = [100.0, 110, 80, 120, 60]

        #expect(MarginProcyclicality.largestChange(requirements, steps: 1) == 0.5)
        #expect(MarginProcyclicality.largestChange(requirements, steps: 3) == 120.0 / 100 - 1)
        #expect(MarginProcyclicality.largestChange(requirements, steps: 4) == -0.4)
        #expect(MarginProcyclicality.largestChange(requirements, steps: 5) == nil)
        #expect(MarginProcyclicality.largestChange([0, 100], steps: 1) == nil)
        for steps in [0, -1, .min] { #expect(MarginProcyclicality.largestChange(requirements, steps: steps) == nil) }
    }

    @Test("give what a portfolio saves, or costs, against its positions alone")
    func diversification() {
        #expect(DiversificationBenefit(portfolio: 70, sumOfParts: 100).share == 1 - 0.7)
        #expect(DiversificationBenefit(portfolio: 125, sumOfParts: 100).share == -0.25)
        #expect(DiversificationBenefit(portfolio: 5, sumOfParts: 0).share == nil)
    }
}
