// What the models beside the sensitivities say of one account, written out; every figure is the judgement's own.

extension AccountStatement {
    /// The model `scenario`.
    package struct ScenarioPart: Sendable {
        /// The pack's name.
        package var pack: String
        package var charge: ScenarioModel.Charge
        /// What decided: the name of a cell, `basis`, `none`.
        package var decider: String
        /// Names, by underlying that has a price.
        package var underlyings: [String]
        package var cells: [Cell]

        package struct Cell: Sendable {
            package var name: String
            /// By underlying; USD, negative for a loss.
            package var profits: [Double]
        }
    }

    /// The model `tail`.
    package struct TailPart: Sendable {
        package var parameters: TailParameters
        /// How many scenarios there are.
        package var count: Int
        package var charge: TailModel.Charge
        /// What underlyings without a history add.
        package var unseen: Double
        /// What of the account has moves, in the order of the names' bytes.
        package var underlyings: [Underlying]
        /// The worst scenarios, the worst first.
        package var worst: [Outcome]

        package struct Underlying: Sendable {
            package var name: String
            /// What has enlarged its moves.
            package var procyclicality: Procyclicality
        }

        package struct Outcome: Sendable {
            package var label: String
            /// USD, negative for a loss.
            package var profit: Double
            /// By underlying: the fractions by which its prices and its volatilities move, enlarged as they are charged.
            package var moves: [Double]
            package var volatilityMoves: [Double]
            /// One of the stressed days, whose moves stand as they were.
            package var isStressed: Bool
        }
    }
}

extension MarginBook {
    /// The account in hand by the model `scenario`; `nil` where its profile does without.
    mutating func scenarioPart(of index: Int) -> AccountStatement.ScenarioPart? {
        guard let tables = profiles[Int(rows[index].profile)].scenario else { return nil }
        let charge = scenarioCharge(of: index)
        let held = (0..<scenario.underlyings.count).map { Int(scenario.underlyings[$0]) }
        let grid = tables.grids[held.first ?? 0]
        var cells: [AccountStatement.ScenarioPart.Cell] = []
        for (cell, terms) in grid.cells.enumerated() {
            var profits: [Double] = []
            for place in held.indices { profits.append(scenario.profits[place * tables.cellCount + cell]) }
            // With one underlying by its own range, with several by the first one's.
            cells.append(AccountStatement.ScenarioPart.Cell(name: terms.name(range: grid.range), profits: profits))
        }
        return AccountStatement.ScenarioPart(
            pack: tables.pack.name, charge: charge, decider: scenarioName(of: index),
            underlyings: held.map { market.underlyings[$0].name }, cells: held.isEmpty ? [] : cells)
    }

    /// The account in hand by the model `tail`; `nil` where its profile does without.
    mutating func tailPart(of index: Int) -> AccountStatement.TailPart? {
        guard let tables = profiles[Int(rows[index].profile)].tail, let shocks = tables.shocks else { return nil }
        let charge = tailCharge(of: index)
        var columns: [ShockTable.Column] = []
        for place in 0..<Int(rows[index].sliceCount) {
            let underlying = UnderlyingID(Int(slice(place, of: rows.base + index).underlying))
            guard spots[Int(underlying.index)] > 0 else { continue }
            if let column = shocks.column(of: market[underlying].name) { columns.append(column) }
        }
        columns.sort { $0.underlying.utf8.lexicographicallyPrecedes($1.underlying.utf8) }
        let worst = tailSelection.worst.map { outcome in
            let scenario = Int(outcome.scenario)
            return AccountStatement.TailPart.Outcome(
                label: shocks.label(of: scenario), profit: outcome.profit, moves: columns.map { $0.moves[scenario] },
                volatilityMoves: columns.map { $0.volatilityMoves[scenario] },
                isStressed: scenario >= shocks.scenarios.count - shocks.stressed)
        }
        return AccountStatement.TailPart(
            parameters: tables.parameters, count: tables.scenarioCount, charge: charge.seen, unseen: charge.unseen,
            underlyings: columns.map {
                AccountStatement.TailPart.Underlying(name: $0.underlying, procyclicality: $0.procyclicality)
            },
            worst: worst)
    }
}
