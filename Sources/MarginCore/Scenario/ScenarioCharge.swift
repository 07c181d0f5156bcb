// What the scenario model takes and gives.

extension ScenarioModel {
    /// What made the worst loss.
    package enum Decider: Equatable, Sendable {
        /// There is none.
        case nothing
        /// The charge of the basis rule, which every cell has to exceed.
        case basis
        /// A place in `ScenarioGrid.cells`.
        case cell(Int)
    }

    /// One underlying, without its profits by cell; USD, losses positive.
    package struct Weighed: BitwiseCopyable, Sendable {
        package var basis = 0.0
        package var roll = 0.0
        /// The least that the underlying is charged.
        package var minimum = 0.0
        package var perpetual = ScenarioPack.Margins()
        package var option = ScenarioPack.Margins()
        package var confidence = 0.0

        package init() {}
    }

    /// What does not belong to one underlying.
    package struct Account: Sendable {
        package var collateral: [ScenarioCollateral] = []
        /// Price of the stablecoin in which margin is counted; USD.
        package var stablePrice = 1.0
        /// Charged for open orders by whoever knows them; USD, part of initial margin only.
        package var orders = 0.0

        package init() {}
    }

    /// The requirement and what it is made of; USD, all of it 0 or more.
    package struct Charge: Sendable {
        package var initial = 0.0
        package var maintenance = 0.0
        /// The worst loss, of the basis rule where that decides.
        package var worst = 0.0
        /// What made it; with several underlyings by `sum`, of the one that loses most.
        package var decider = Decider.nothing
        /// Place of the underlying that loses most in it.
        package var underlying = 0
        /// What the basis rule charges; part of the requirement only where it decides.
        package var basis = 0.0
        package var roll = 0.0
        /// What the minimum charge adds to worst loss and roll.
        package var minimum = 0.0
        /// What a stablecoin below its peg adds to initial margin.
        package var peg = 0.0
        package var perpetual = ScenarioPack.Margins()
        package var option = ScenarioPack.Margins()
        package var collateral = ScenarioPack.Margins()
        /// In initial margin only, as `orders`.
        package var confidence = 0.0
        package var orders = 0.0

        package init() {}

        /// What the factors of initial and maintenance margin multiply.
        package var risk: Double { worst + roll + minimum }
    }
}
