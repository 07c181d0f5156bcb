import MarginCore
import MarginWire

/// A profile that the benchmark of the models gives to every account.
enum ModelCase: CaseIterable {
    case sensitivities, sensitivitiesUnguarded, derive, deribit, span, historical, monteCarlo, largest

    /// For the report.
    var name: String {
        switch self {
        case .sensitivities: "sensitivities"
        case .sensitivitiesUnguarded: "sensitivities, guards off"
        case .derive, .deribit, .span: "scenario \(packName)"
        case .historical: "tail, 500 days"
        case .monteCarlo: "tail, \(ReportTable.number(Double(Self.draws))) draws"
        case .largest: "largest of three"
        }
    }

    var guards: Guards { self == .sensitivitiesUnguarded ? .off : .on }

    /// Judging all accounts by this takes so long that larger books are left out.
    var accountsMax: Int { self == .monteCarlo ? 1000 : .max }

    /// Scenarios of Monte Carlo.
    static let draws = 10_000

    /// - Parameter history: What the model `tail` learns from.
    func configuration(history: PriceHistory) -> MarginConfiguration {
        var profile = MarginProfile()
        switch self {
        case .sensitivities, .sensitivitiesUnguarded: profile.models = [.sensitivities]
        case .derive, .deribit, .span: profile.models = [.scenario]
        case .historical, .monteCarlo: profile.models = [.tail]
        case .largest: profile.models = MarginModelName.allCases
        }
        if profile.models.contains(.scenario), let pack = BuiltInPacks.all.first(where: { $0.name == packName }) {
            profile.scenario = pack
        }
        if self == .monteCarlo {
            profile.tail.method = .monteCarlo
            profile.tail.scenarios = Int64(Self.draws)
        }
        var configuration = MarginConfiguration()
        configuration.profiles = [profile]
        if profile.models.contains(.tail) { configuration.history = history }
        return configuration
    }

    private var packName: String {
        switch self {
        case .derive: "derive-pm2"
        case .span: "span16"
        default: "deribit-eth-2026"
        }
    }
}
