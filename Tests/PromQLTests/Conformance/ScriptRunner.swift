import Expressions
import PromQL
import TimeSeries

/// Runs a script and counts what came out.
struct ScriptRunner {
    struct Report {
        var passed = 0
        /// The reasons of those that did not give what they must, by line.
        var failures: [(line: Int, query: String, reason: String)] = []
        /// How many need something that is not built, by what they need.
        var notBuilt: [String: Int] = [:]

        var total: Int { passed + failures.count + notBuilt.values.reduce(0, +) }
    }

    private let engine = QueryEngine()
    private var loaded: [Labels: SeriesData] = [:]
    private var histograms: Set<Labels> = []
    private var startTimestamps: Set<Labels> = []
    private(set) var report = Report()

    static func run(_ text: String) throws -> Report {
        var runner = ScriptRunner()
        for command in try Script(text).commands {
            switch command {
            case .clear: runner.clear()
            case .load(let load): runner.load(load)
            case .evaluation(let evaluation): runner.check(evaluation)
            }
        }
        return runner.report
    }

    private mutating func clear() {
        loaded = [:]
        histograms = []
        startTimestamps = []
    }

    private mutating func load(_ load: Script.Load) {
        for notation in load.series {
            if notation.hasHistograms { histograms.insert(notation.labels) }
            if load.makesNativeHistograms, let name = notation.labels.metricName, name.hasSuffix("_bucket") {
                histograms.insert(
                    notation.labels.setting("le", to: nil).setting("__name__", to: String(name.dropLast(7)))
                )
            }
            var samples: [Int64: Double] = [:]
            if let known = loaded[notation.labels] {
                for (time, value) in zip(known.timestamps, known.values) { samples[time] = value }
            }
            for (index, value) in notation.values.enumerated() {
                if case .number(let number) = value { samples[Int64(index) * load.step] = number }
            }
            let times = samples.keys.sorted()
            loaded[notation.labels] = SeriesData(
                labels: notation.labels,
                timestamps: times,
                values: times.map { samples[$0] ?? .nan }
            )
        }
        startTimestamps.formUnion(load.startTimestamps)
    }

    // MARK: Evaluations

    private mutating func check(_ evaluation: Script.Evaluation) {
        if let feature = missingFeature(evaluation) {
            report.notBuilt[feature, default: 0] += 1
            return
        }
        if let reason = failure(evaluation) {
            report.failures.append((evaluation.line, evaluation.query, reason))
        } else {
            report.passed += 1
        }
    }

    /// What an evaluation needs that is not built: nil where the engine must give the right answer.
    private func missingFeature(_ evaluation: Script.Evaluation) -> String? {
        let expression: Expression
        do {
            expression = try engine.parse(evaluation.query)
        } catch {
            if error.reason.contains("limit_ratio") { return "limit_ratio" }
            if error.reason.contains("\"info\"") { return "info()" }
            if error.reason.contains("\"start_timestamp\"") { return "start timestamps" }
            return nil
        }
        let selected = expression.selectors
        if evaluation.series.contains(where: \.hasHistograms) || selects(selected, any: histograms) {
            return "native histograms"
        }
        if selects(selected, any: startTimestamps) { return "start timestamps" }
        return nil
    }

    private func selects(_ selectors: [VectorSelector], any labels: Set<Labels>) -> Bool {
        selectors.contains { selector in
            labels.contains { one in selector.matchers.allSatisfy { $0.matches(one[$0.name] ?? "") } }
        }
    }

    /// Why an evaluation does not give what it must; nil where it does.
    private func failure(_ evaluation: Script.Evaluation) -> String? {
        let store = MemoryStore(Array(loaded.values))
        let result: QueryResult
        do {
            switch evaluation.times {
            case .instant(let time): result = try engine.instant(evaluation.query, at: time, over: store)
            case .range(let start, let end, let step):
                result = try engine.range(evaluation.query, from: start, through: end, step: step, over: store)
            }
        } catch {
            guard let expected = evaluation.notes.first(where: { $0.kind == "fail" }) else {
                return "failed: \(error)"
            }
            return matches(error.description, expected) ? nil : "failed with another message: \(error)"
        }
        if evaluation.expects("fail") { return "did not fail" }
        if let reason = wrongNotes(evaluation, result) { return reason }
        if let reason = evaluation.difference(from: result.value) { return reason }
        return asRange(evaluation, store)
    }

    /// What an instant query gives, a range query around its time must give at that time too.
    private func asRange(_ evaluation: Script.Evaluation, _ store: MemoryStore) -> String? {
        guard case .instant(let time) = evaluation.times, evaluation.rangeVector == nil, evaluation.string == nil,
            !evaluation.query.contains("range()"), !evaluation.query.contains("step()"),
            !evaluation.query.contains("start()"), !evaluation.query.contains("end()")
        else { return nil }
        do {
            let result = try engine.range(
                evaluation.query,
                from: time - 60_000,
                through: time + 60_000,
                step: 60_000,
                over: store
            )
            guard case .matrix(let matrix) = result.value else { return "as a range: no matrix" }
            let samples = matrix.compactMap { series -> VectorSample? in
                guard let index = series.timestamps.firstIndex(of: time) else { return nil }
                return VectorSample(labels: series.labels, timestamp: time, value: series.values[index])
            }
            var unordered = evaluation
            unordered.notes.removeAll { $0.kind == "ordered" }
            if evaluation.scalar != nil, samples.count == 1 {
                return unordered.difference(from: .scalar(timestamp: time, value: samples[0].value))
                    .map { "as a range: \($0)" }
            }
            return unordered.difference(from: .vector(samples)).map { "as a range: \($0)" }
        } catch {
            return "as a range, failed: \(error)"
        }
    }

    private func wrongNotes(_ evaluation: Script.Evaluation, _ result: QueryResult) -> String? {
        for (kind, texts) in [("warn", result.warnings), ("info", result.infos)] {
            if evaluation.expects("no_\(kind)"), let text = texts.first { return "unexpected \(kind): \(text)" }
            let expected = evaluation.notes.filter { $0.kind == kind }
            for note in expected where !texts.contains(where: { matches($0, note) }) {
                return "expected \(kind) \(note.message ?? note.pattern ?? ""), got \(texts)"
            }
            if !expected.isEmpty, let text = texts.first(where: { text in !expected.contains { matches(text, $0) } }) {
                return "unexpected \(kind): \(text)"
            }
        }
        return nil
    }

    private func matches(_ text: String, _ note: Script.Evaluation.Note) -> Bool {
        if let message = note.message { return text == message }
        guard let pattern = note.pattern else { return true }
        return (try? LinearExpression(pattern))?.matches(text) ?? false
    }
}
