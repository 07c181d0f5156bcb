package import MarginCore

/// Turns validated forecasts into lines, one for each account and model or for each history:
///
///     type, account or underlying, shadow, model, level, observations, exceptions, region_low, region_high,
///     kupiec, kupiec_p, independence, independence_p, coverage, coverage_p, zone, zone_probability, plus_1996,
///     plus_mar99, es_statistic, es_p, breach_worst, breach_average, requirement_average, peak_to_trough,
///     change_1, change_5, change_30, alone_average, diversification, members_average, members_diversification, unpriced,
///     disagreements, smaller, smaller_margin, larger, larger_margin, ratio, ratio_ts
///
/// What is absent is left out. See `docs/validation.md`.
package struct BacktestEncoder {
    private var writer = JSONWriter()

    package init() {}

    /// Appends one line, with its LF.
    package mutating func encode(_ report: BacktestReport, into bytes: inout [UInt8]) {
        swap(&writer.bytes, &bytes)
        writer.open("{")
        writer.member("type", "backtest")
        switch report.subject {
        case .account(let name): writer.member("account", name)
        case .underlying(let name): writer.member("underlying", name)
        }
        if let shadow = report.shadow { writer.member("shadow", shadow) }
        writer.member("model", report.model)
        encode(report.validation)
        writer.member("es_p", report.expectedShortfallPValue)
        encode(report.validation.breaches)
        if let margins = report.margins { encode(margins) }
        if let spread = report.spread { encode(spread) }
        writer.close("}")
        writer.endLine()
        swap(&writer.bytes, &bytes)
    }

    private mutating func encode(_ validation: ForecastValidation) {
        writer.member("level", validation.level)
        writer.member("observations", validation.observations)
        writer.member("exceptions", validation.exceptions)
        // Of nothing there is no test.
        guard validation.observations > 0 else { return }
        if let region = validation.region {
            writer.member("region_low", region.lowerBound)
            writer.member("region_high", region.upperBound)
        }
        writer.member("kupiec", validation.kupiec.statistic)
        writer.member("kupiec_p", validation.kupiec.pValue)
        writer.member("independence", validation.independence.statistic)
        writer.member("independence_p", validation.independence.pValue)
        let coverage = validation.conditionalCoverage
        writer.member("coverage", coverage.statistic)
        writer.member("coverage_p", coverage.pValue)
        writer.member("zone", validation.light.zone.rawValue)
        writer.member("zone_probability", validation.light.cumulative)
        writer.member("plus_1996", validation.light.plusFactor1996)
        writer.member("plus_mar99", validation.light.plusFactorMAR99)
        writer.member("es_statistic", validation.expectedShortfall)
    }

    private mutating func encode(_ breaches: MarginBreaches) {
        writer.member("breach_worst", breaches.worst)
        writer.member("breach_average", breaches.averageShortfall)
    }

    private mutating func encode(_ margins: BacktestReport.Margins) {
        writer.member("requirement_average", margins.average)
        writer.member("peak_to_trough", margins.peakToTrough)
        writer.member("change_1", margins.change1)
        writer.member("change_5", margins.change5)
        writer.member("change_30", margins.change30)
        writer.member("alone_average", margins.aloneAverage)
        writer.member("diversification", margins.diversification)
        writer.member("members_average", margins.membersAverage)
        writer.member("members_diversification", margins.netting)
        writer.member("unpriced", margins.unpricedSteps)
    }

    private mutating func encode(_ spread: ModelSpread) {
        if let count = spread.disagreements { writer.member("disagreements", count) }
        guard let widest = spread.widest else { return }
        writer.member("smaller", widest.pair.smallest.model)
        writer.member("smaller_margin", widest.pair.smallest.requirement)
        writer.member("larger", widest.pair.largest.model)
        writer.member("larger_margin", widest.pair.largest.requirement)
        if widest.pair.ratio.isFinite { writer.member("ratio", widest.pair.ratio) }
        writer.member("ratio_ts", widest.time.nanoseconds)
    }
}
