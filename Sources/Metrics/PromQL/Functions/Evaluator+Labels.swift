import Expressions
import TimeSeries

extension Evaluator {
    /// `label_replace(vector, target, replacement, source, expression)`
    func labelReplace(_ call: CallPlan, over steps: Steps) throws(QueryError) -> [StepSeries] {
        let target = try labelName(call.arguments[1], "destination", of: call)
        let replacement = try string(call.arguments[2])
        let source = try string(call.arguments[3])
        let pattern = try string(call.arguments[4])
        let expression: LinearExpression
        do {
            expression = try LinearExpression(pattern, anchored: true)
        } catch {
            throw .execution("invalid regular expression in label_replace(): \(pattern)")
        }
        var series = try vector(call.arguments[0], over: steps)
        for index in series.indices {
            let value = series[index].labels[source] ?? ""
            guard let expanded = expression.expand(replacement, of: value) else { continue }
            series[index].labels = series[index].labels.setting(target, to: expanded)
            if target == Label.metricName { series[index].dropsName = false }
        }
        return try merged(series)
    }

    /// `label_join(vector, target, separator, source, …)`
    func labelJoin(_ call: CallPlan, over steps: Steps) throws(QueryError) -> [StepSeries] {
        let target = try labelName(call.arguments[1], "destination", of: call)
        let separator = try string(call.arguments[2])
        let sources = try call.arguments.dropFirst(3).map { plan throws(QueryError) in
            try labelName(plan, "source", of: call)
        }
        var series = try vector(call.arguments[0], over: steps)
        for index in series.indices {
            let labels = series[index].labels
            let joined = sources.map { labels[$0] ?? "" }.joined(separator: separator)
            series[index].labels = labels.setting(target, to: joined)
            if target == Label.metricName { series[index].dropsName = false }
        }
        return try merged(series)
    }

    private func labelName(_ plan: Plan, _ role: String, of call: CallPlan) throws(QueryError) -> String {
        let literal = try literal(plan)
        guard literal.isValid, !literal.bytes.isEmpty else {
            throw .execution("invalid \(role) label name in \(call.function.rawValue)(): \(literal.value)")
        }
        return literal.value
    }
}
