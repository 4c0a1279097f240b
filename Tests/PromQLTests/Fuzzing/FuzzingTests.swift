import PromQL
import TestSupport
import Testing
import TimeSeries

@Suite struct FuzzingTests {
    /// A small store with counters that reset, buckets, gaps and stale markers.
    private static let store: MemoryStore = {
        var series: [SeriesData] = []
        var random = SeededGenerator(seed: 1)
        for job in ["a", "b"] {
            for instance in ["1", "2"] {
                let labels = [("job", job), ("instance", instance), ("group", "x")]
                let times = (0..<40).map { Int64($0) * 30_000 }
                let counts = times.indices.map { Double($0 < 25 ? $0 * 3 : ($0 - 25) * 2) }
                series.append(
                    SeriesData(labels: Labels(metricName: "requests_total", labels), timestamps: times, values: counts)
                )
                series.append(
                    SeriesData(
                        labels: Labels(metricName: "temperature", labels),
                        timestamps: times,
                        values: times.map { _ in Double.random(in: -20...40, using: &random) }
                    )
                )
                let gaps = times.enumerated().filter { $0.offset % 7 != 3 }.map(\.element)
                series.append(
                    SeriesData(
                        labels: Labels(metricName: "gaps", labels),
                        timestamps: gaps,
                        values: gaps.indices.map { $0 % 9 == 4 ? StaleMarker.value : Double($0 % 5) }
                    )
                )
                for (place, bound) in ["0.1", "1", "+Inf"].enumerated() {
                    series.append(
                        SeriesData(
                            labels: Labels(metricName: "latency_bucket", labels + [("le", bound)]),
                            timestamps: times,
                            values: times.indices.map { Double($0 * (place + 1)) }
                        )
                    )
                }
            }
        }
        return MemoryStore(series)
    }()

    private let engine = QueryEngine(options: QueryOptions(maxSamples: 200_000))
    private let earlyNames = QueryEngine(options: QueryOptions(maxSamples: 200_000, removesNamesLate: false))

    /// Random queries, half of them damaged: each has an answer or an error, and errors in the text name a place.
    @Test func tenThousandRandomQueries() {
        var generator = QueryGenerator(seed: 2)
        var random = SeededGenerator(seed: 3)
        var parsed = 0
        var refused = 0
        for number in 0..<10_000 {
            var query = generator.query()
            if number % 2 == 1 {
                let bytes = random.mutation(of: Array(query.utf8), alphabet: "\"'`\\{}[]():,=~!<>/+-*^%@#0x1e.5msh ")
                query = String(decoding: bytes, as: UTF8.self)
            }
            do {
                _ = try engine.parse(query)
            } catch {
                #expect(error.kind == .parse, "\(query): \(error)")
                #expect(error.position != nil, "\(query): \(error)")
                #expect(number % 2 == 1, "well-formed, yet refused: \(query): \(error)")
                refused += 1
                continue
            }
            parsed += 1
            do {
                _ = try (number % 3 == 0 ? earlyNames : engine).instant(query, at: 900_000, over: Self.store)
            } catch {
                #expect(error.kind != .storage, "\(query): \(error)")
            }
        }
        // Neither kind may be a rarity, or the test would look at one half only.
        #expect(parsed > 5000)
        #expect(refused > 1000)
    }

    /// What a range query gives at a step is what an instant query gives at that time: the engine goes over whole
    /// series, and must not let one step see another.
    @Test func rangesAgreeWithInstants() throws {
        var generator = QueryGenerator(seed: 4)
        var compared = 0
        for _ in 0..<1500 {
            let query = generator.query()
            // Fixed to the bounds of the query, which the instant queries do not share.
            if query.contains("start()") || query.contains("end()") { continue }
            guard
                case .matrix(let matrix)? = try? engine.range(
                    query,
                    from: 420_000,
                    through: 900_000,
                    step: 60_000,
                    over: Self.store
                ).value
            else { continue }
            for time in stride(from: Int64(420_000), through: 900_000, by: 60_000) {
                let expected = try instant(query, at: time)
                var found: [Labels: Double] = [:]
                for series in matrix {
                    if let index = series.timestamps.firstIndex(of: time) {
                        found[series.labels] = series.values[index]
                    }
                }
                #expect(
                    Self.texts(found) == Self.texts(expected),
                    "\(query) at \(time)"
                )
                compared += 1
            }
        }
        #expect(compared > 5000)
    }

    private func instant(_ query: String, at time: Int64) throws -> [Labels: Double] {
        switch try engine.instant(query, at: time, over: Self.store).value {
        case .scalar(_, let value): [Labels(): value]
        case .vector(let samples): Dictionary(samples.map { ($0.labels, $0.value) }) { _, last in last }
        default: [:]
        }
    }

    /// NaN is one text, whatever its bits.
    private static func texts(_ values: [Labels: Double]) -> [String] {
        values.map { "\($0.key) \($0.value.isNaN ? "NaN" : $0.value.description)" }.sorted()
    }

    @Test func arbitraryBytes() {
        var random = SeededGenerator(seed: 5)
        for length in 0..<2000 {
            let text = String(decoding: random.bytes(count: length % 40), as: UTF8.self)
            do {
                _ = try engine.parse(text)
            } catch {
                #expect(error.position != nil, "\(text)")
            }
        }
    }

    @Test func everyBeginningOfAQuery() {
        let query =
            #"sum by (job) (rate(requests_total{job=~"a|b"}[5m] offset 1m @ end())) / on (job) group_left () "#
            + #"(max_over_time((temperature > 1_000)[1h:30s]) or label_replace(up, "a", "$1", 'b', `(.*)`))"#
        for bytes in ByteMutations.truncations(of: Array(query.utf8)) {
            do {
                _ = try engine.parse(String(decoding: bytes, as: UTF8.self))
            } catch {
                #expect(error.position != nil)
            }
        }
    }
}
