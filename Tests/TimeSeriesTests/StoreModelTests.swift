import Storage
import TestSupport
import Testing

@testable import TimeSeries

@Suite("The store beside a plain dictionary")
struct StoreModelTests {
    @Test("Random appends, restarts, retention and queries give what the dictionary gives", arguments: 0..<6)
    func model(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(100 + seed))
        let fixture = try StoreFixture(segmentSize: 4_000)
        var model: [Labels: [Int64: UInt64]] = [:]
        let universe = (0..<40).map { number -> Labels in
            var pairs = [("__name__", "m\(number % 5)"), ("number", "\(number)")]
            if number % 3 == 0 { pairs.append(("third", "x\(number % 4)")) }
            return Labels(pairs)
        }
        var cutoff = Int64.min
        var now: Int64 = 0
        for _ in 0..<400 {
            now += Int64.random(in: 1...20, using: &generator)
            fixture.clock.now = now
            switch Int.random(in: 0..<40, using: &generator) {
            case 0:
                try fixture.reopen()
                if cutoff > .min { _ = try fixture.store.removeSamples(before: cutoff) }
            case 1:
                cutoff = max(cutoff, now - Int64.random(in: 500...2_000, using: &generator))
                _ = try fixture.store.removeSamples(before: cutoff)
                model = model.mapValues { $0.filter { $0.key >= cutoff } }.filter { !$0.value.isEmpty }
            default:
                let late =
                    Int.random(in: 0..<5, using: &generator) == 0 ? Int64.random(in: 0...900, using: &generator) : 0
                let timestamp = now - late
                let some = universe.filter { _ in Int.random(in: 0..<3, using: &generator) == 0 }
                let samples = some.map { ($0, Double(bitPattern: UInt64.random(in: 0...3, using: &generator))) }
                try fixture.store.append(at: timestamp, samples)
                guard timestamp >= cutoff else { continue }
                for (labels, value) in samples where model[labels]?[timestamp] == nil {
                    model[labels, default: [:]][timestamp] = value.bitPattern
                }
            }
            if Int.random(in: 0..<10, using: &generator) == 0 {
                try compare(fixture.store, model, now, &generator)
            }
        }
        try fixture.reopen()
        if cutoff > .min { _ = try fixture.store.removeSamples(before: cutoff) }
        for _ in 0..<100 { try compare(fixture.store, model, now, &generator) }
    }

    private func compare(
        _ store: TimeSeriesStore,
        _ model: [Labels: [Int64: UInt64]],
        _ now: Int64,
        _ generator: inout SeededGenerator
    ) throws {
        let matchers = try randomMatchers(&generator)
        let start = Int64.random(in: -10...now, using: &generator)
        let end = start + Int64.random(in: 0...now, using: &generator)
        let expected = model.compactMap { labels, samples -> SeriesData? in
            guard matchers.allSatisfy({ $0.matches(labels[$0.name] ?? "") }) else { return nil }
            let chosen = samples.filter { $0.key >= start && $0.key <= end }.sorted { $0.key < $1.key }
            guard !chosen.isEmpty else { return nil }
            return SeriesData(
                labels: labels,
                timestamps: chosen.map(\.key),
                values: chosen.map { Double(bitPattern: $0.value) }
            )
        }.sorted { $0.labels < $1.labels }
        let found = try store.select(matchers, from: start, through: end, sampleLimit: .max)
        #expect(found == expected, "\(matchers.map(\.description)) \(start)...\(end)")
        #expect(store.series(matching: [matchers], from: start, through: end) == expected.map(\.labels))
        let numbers = Set(expected.compactMap { $0.labels["number"] }).sorted()
        #expect(store.labelValues("number", matching: [matchers], from: start, through: end) == numbers)
    }

    private func randomMatchers(_ generator: inout SeededGenerator) throws -> [LabelMatcher] {
        let operations: [LabelMatcher.Operation] = [.equal, .notEqual, .matches, .doesNotMatch]
        let values = ["", "m1", "m[1-3]", "7", "1.*", "x2", "x.|", ".*", ".+", "none"]
        return try (0..<Int.random(in: 0...3, using: &generator)).map { _ in
            try LabelMatcher(
                ["__name__", "number", "third", "missing"].randomElement(using: &generator)!,
                operations.randomElement(using: &generator)!,
                values.randomElement(using: &generator)!
            )
        }
    }
}
