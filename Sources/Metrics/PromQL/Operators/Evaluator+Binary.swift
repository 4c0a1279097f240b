import TimeSeries

extension Evaluator {
    func evaluate(_ plan: BinaryPlan, over steps: Steps) throws(QueryError) -> Evaluated {
        if plan.leftIsScalar, plan.rightIsScalar {
            var left = try scalar(plan.left, over: steps)
            let right = try scalar(plan.right, over: steps)
            for index in left.indices { left[index] = plan.operation.value(left[index], right[index]) }
            release(right.count)
            return .scalar(left)
        }
        if plan.leftIsScalar || plan.rightIsScalar {
            return .vector(try vectorAndScalar(plan, over: steps))
        }
        let left = try vector(plan.left, over: steps)
        let right = try vector(plan.right, over: steps)
        defer { release(left.sampleCount + right.sampleCount) }
        let result: [StepSeries]
        if plan.operation.isSetOperator {
            result = try merged(setOperation(plan, left, right, over: steps))
        } else {
            result = try matched(plan, left, right, over: steps)
        }
        try reserve(result.sampleCount)
        return .vector(result)
    }

    /// Each element with the scalar of its step. Comparisons keep the element's value on whichever side it stands.
    private func vectorAndScalar(_ plan: BinaryPlan, over steps: Steps) throws(QueryError) -> [StepSeries] {
        let isSwapped = plan.leftIsScalar
        let scalars = try scalar(isSwapped ? plan.left : plan.right, over: steps)
        var result = try vector(isSwapped ? plan.right : plan.left, over: steps)
        defer { release(scalars.count) }
        if isTrim(plan), result.contains(where: { !$0.isEmpty }) {
            informOfTrim(plan)
            return []
        }
        let operation = plan.operation
        for index in result.indices {
            try control.check()
            for step in result[index].values.indices {
                let element = result[index].values[step]
                if Absent.isAbsent(element) { continue }
                result[index].values[step] = operation.element(
                    isSwapped ? scalars[step] : element,
                    isSwapped ? element : scalars[step],
                    kept: element,
                    returnsBool: plan.returnsBool
                )
            }
        }
        if operation.isComparison { result.removeAll(where: \.isEmpty) }
        return operation.changesMetric || plan.returnsBool ? try withoutNames(result) : result
    }

    // MARK: Trimming

    /// Trimming cuts native histograms; numbers have nothing to trim.
    func isTrim(_ plan: BinaryPlan) -> Bool {
        plan.operation == .trimLower || plan.operation == .trimUpper
    }

    func informOfTrim(_ plan: BinaryPlan) {
        let name = plan.operation.rawValue
        annotations.inform(
            "incompatible sample types encountered for binary operator \(QuotedText.quote(name)): float \(name) float",
            at: plan.range
        )
    }

    // MARK: Set operators

    /// `and`, `or` and `unless`: which series a step has on one side decides which of the other it keeps.
    private func setOperation(_ plan: BinaryPlan, _ left: [StepSeries], _ right: [StepSeries], over steps: Steps)
        throws(QueryError) -> [StepSeries]
    {
        let signatures = Signatures(plan.matching)
        switch plan.operation {
        case .or:
            let present = Presence(left, signatures, over: steps)
            return left + filtered(right, signatures, present, keepsPresent: false)
        case .and:
            return filtered(left, signatures, Presence(right, signatures, over: steps), keepsPresent: true)
        default:
            return filtered(left, signatures, Presence(right, signatures, over: steps), keepsPresent: false)
        }
    }

    private func filtered(
        _ series: [StepSeries],
        _ signatures: Signatures,
        _ present: Presence,
        keepsPresent: Bool
    ) -> [StepSeries] {
        series.compactMap { one in
            guard let steps = present[signatures.signature(of: one.labels)] else { return keepsPresent ? nil : one }
            var kept = one
            for index in kept.values.indices where steps[index] != keepsPresent {
                kept.values[index] = Absent.value
            }
            return kept.isEmpty ? nil : kept
        }
    }
}
