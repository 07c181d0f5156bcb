/// What the members of groups require, each by itself: what netting is measured against.
struct GroupMembers {
    /// By account: of a group, the accounts of the books that its members are judged as.
    private let sets: [[AccountID]?]

    init(_ ledger: Ledger) {
        sets = ledger.accounts.map { account in
            guard account.kind == .group else { return nil }
            return account.members.filter { ledger[$0].mode != .isolated }.flatMap { ledger.sets(of: $0) }
        }
    }

    /// What the members of an account require together by one of its models, or in all where `model` is its whole
    /// requirement; USD.
    ///
    /// - Parameter forecasts: By account.
    /// - Returns: `nil` of an account that is no group, and where a member is not judged or does without the model.
    func requirement(of account: Int, _ model: ModelForecast, _ forecasts: [AccountForecast]) -> Double? {
        guard let members = sets[account] else { return nil }
        let isTotal = model.model == forecasts[account].total?.model
        var sum = 0.0
        for member in members {
            let forecast = forecasts[Int(member.index)]
            let part = isTotal ? forecast.total : forecast.models.first { $0.model == model.model }
            guard let part else { return nil }
            sum += part.requirement
        }
        return sum
    }
}
