import PromQL
import Testing
import TimeSeries

/// What the engine gives, where Prometheus's scripts do not say it or say it only by the way.
@Suite struct EngineTests {
    /// A sample every 10 s from 0 on.
    private static func series(_ name: String, _ labels: [(String, String)], _ values: [Double]) -> SeriesData {
        SeriesData(
            labels: Labels(metricName: name, labels),
            timestamps: values.indices.map { Int64($0) * 10_000 },
            values: values
        )
    }

    private static func series(_ name: String, _ values: [Double]) -> SeriesData {
        series(name, [], values)
    }

    private func vector(
        _ query: String,
        at time: Int64,
        _ series: [SeriesData],
        _ options: QueryOptions = QueryOptions()
    )
        throws -> [String]
    {
        let result = try QueryEngine(options: options).instant(query, at: time, over: MemoryStore(series))
        guard case .vector(let samples) = result.value else { return [] }
        return samples.map { "\($0.labels.seriesText) \($0.value)" }
    }

    // MARK: Times

    /// The lookback does not hold its start: a sample that is exactly that old is gone.
    @Test func lookbackIsLeftOpen() throws {
        let store = [Self.series("a", [7])]
        #expect(try vector("a", at: 299_999, store) == ["a 7.0"])
        #expect(try vector("a", at: 300_000, store).isEmpty)
        #expect(try vector("a", at: 59_999, store, QueryOptions(lookbackDelta: 60_000)) == ["a 7.0"])
        #expect(try vector("a", at: 60_000, store, QueryOptions(lookbackDelta: 60_000)).isEmpty)
    }

    @Test func rangesAreLeftOpen() throws {
        let store = [Self.series("a", [1, 2, 3])]
        #expect(try vector("count_over_time(a[20s])", at: 20_000, store) == ["{} 2.0"])
        #expect(try vector("count_over_time(a[20001ms])", at: 20_000, store) == ["{} 3.0"])
    }

    @Test func staleMarkersEndASeriesAndAreNoSamples() throws {
        let store = [Self.series("a", [1, StaleMarker.value, 3])]
        #expect(try vector("a", at: 10_000, store).isEmpty)
        #expect(try vector("a", at: 20_000, store) == ["a 3.0"])
        #expect(try vector("count_over_time(a[1m])", at: 20_000, store) == ["{} 2.0"])
    }

    /// A value that is NaN is a value: only the marker is none.
    @Test func ordinaryNaNIsAValue() throws {
        let store = [Self.series("a", [.nan, StaleMarker.ordinaryNaN])]
        #expect(try vector("count(a)", at: 0, store) == ["{} 1.0"])
        #expect(try vector("-a", at: 10_000, store).count == 1)
    }

    @Test func offsetsAndFixedTimes() throws {
        let store = [Self.series("a", (0...60).map(Double.init))]
        #expect(try vector("a offset 1m", at: 300_000, store) == ["a 24.0"])
        #expect(try vector("a offset -1m", at: 300_000, store) == ["a 36.0"])
        #expect(try vector("a @ 100 offset 50s", at: 300_000, store) == ["a 5.0"])
        let result = try QueryEngine().range(
            "a @ end() - a @ start()",
            from: 100_000,
            through: 200_000,
            step: 50_000,
            over: MemoryStore(store)
        )
        #expect(
            result.value
                == .matrix([
                    SeriesData(labels: Labels(), timestamps: [100_000, 150_000, 200_000], values: [10, 10, 10])
                ])
        )
    }

    // MARK: Rates

    @Test func ratesReachTheEndsOfTheWindow() throws {
        let counter = [Self.series("a_total", (0...30).map { Double($0) * 10 + 1000 })]
        #expect(try vector("rate(a_total[1m])", at: 300_000, counter) == ["{} 1.0"])
        #expect(try vector("increase(a_total[1m])", at: 300_000, counter) == ["{} 60.0"])
        #expect(try vector("delta(a_total[1m])", at: 300_000, counter) == ["{} 60.0"])
        #expect(try vector("irate(a_total[1m])", at: 300_000, counter) == ["{} 1.0"])
        #expect(try vector("rate(a_total[10s])", at: 300_000, counter).isEmpty)
    }

    @Test func counterResetsAreMadeGood() throws {
        let counter = [Self.series("a_total", [100, 110, 5, 15])]
        // 10 up to the reset, 5 behind it, 10 more: 25 over 30 s, stretched to 40 s.
        #expect(try vector("increase(a_total[40s])", at: 30_000, counter) == ["{} \(25.0 * (40.0 / 30.0))"])
        #expect(try vector("resets(a_total[1m])", at: 30_000, counter) == ["{} 1.0"])
    }

    /// A counter is not taken to have been below zero.
    @Test func countersStartAtZero() throws {
        let counter = [
            SeriesData(labels: Labels(metricName: "a_total"), timestamps: [50_000, 60_000], values: [1, 11])
        ]
        #expect(try vector("increase(a_total[11s])", at: 60_000, counter) == ["{} 11.0"])
    }

    @Test func ratesOfWhatLooksLikeAGaugeAreTold() throws {
        let store = MemoryStore([Self.series("temperature", [1, 2, 3])])
        let result = try QueryEngine().instant("sum(\n  rate(temperature[1m]))", at: 20_000, over: store)
        #expect(
            result.infos == [
                "PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "
                    + "\"temperature\" (2:8)"
            ]
        )
        #expect(result.warnings.isEmpty)
    }

    // MARK: Operators

    @Test func quantilesOfClassicHistograms() throws {
        let buckets = [("0.1", 10.0), ("0.5", 30), ("1", 40), ("+Inf", 40)].map {
            Self.series("latency_bucket", [("le", $0.0), ("job", "a")], [$0.1])
        }
        #expect(
            try vector("histogram_quantile(0.5, latency_bucket)", at: 0, buckets) == ["{job=\"a\"} 0.30000000000000004"]
        )
        #expect(try vector("histogram_quantile(1, latency_bucket)", at: 0, buckets) == ["{job=\"a\"} 1.0"])
        #expect(try vector("histogram_quantile(2, latency_bucket)", at: 0, buckets) == ["{job=\"a\"} inf"])
        let result = try QueryEngine().instant(
            "histogram_quantile(2, latency_bucket)",
            at: 0,
            over: MemoryStore(buckets)
        )
        #expect(
            result.warnings == ["PromQL warning: quantile value should be between 0 and 1, got 2 (1:20)"]
        )
    }

    @Test func matchingErrorsNameTheGroup() throws {
        let store = [
            Self.series("a", [("job", "x")], [1]),
            Self.series("b", [("job", "x"), ("i", "1")], [1]),
            Self.series("b", [("job", "x"), ("i", "2")], [2]),
        ]
        #expect(
            throws: QueryError(
                kind: .execution,
                reason: "found duplicate series for the match group {job=\"x\"} on "
                    + "the right hand-side of the operation: [{__name__=\"b\", i=\"1\", job=\"x\"}, {__name__=\"b\", i=\"2\", "
                    + "job=\"x\"}];many-to-many matching not allowed: matching labels must be unique on one side"
            )
        ) {
            try vector("a + on(job) b", at: 0, store)
        }
        #expect(
            throws: QueryError(
                kind: .execution,
                reason: "multiple matches for labels: many-to-one matching must be "
                    + "explicit (group_left/group_right)"
            )
        ) {
            try vector("b + on(job) a", at: 0, store)
        }
        #expect(
            try vector("b + on(job) group_left() a", at: 0, store).sorted() == [
                "{i=\"1\", job=\"x\"} 2.0", "{i=\"2\", job=\"x\"} 3.0",
            ]
        )
    }

    @Test func theOrderOfAnInstantResultIsTheQuerys() throws {
        let store = [("a", 3.0), ("b", Double.nan), ("c", 1), ("d", 2)].map { Self.series("m", [("l", $0.0)], [$0.1]) }
        #expect(try vector("sort(m)", at: 0, store).map { String($0.suffix(3)) } == ["1.0", "2.0", "3.0", "nan"])
        #expect(try vector("sort_desc(m)", at: 0, store).map { String($0.suffix(3)) } == ["3.0", "2.0", "1.0", "nan"])
        #expect(try vector("topk(2, m)", at: 0, store) == ["m{l=\"a\"} 3.0", "m{l=\"d\"} 2.0"])
        #expect(try vector("bottomk(2, m)", at: 0, store) == ["m{l=\"c\"} 1.0", "m{l=\"d\"} 2.0"])
    }

    /// Names that no longer fit are taken away at the end, or at once.
    @Test func namesAreTakenAwayLateOrAtOnce() throws {
        let store = [Self.series("a_total", (0...6).map(Double.init))]
        let query = "label_replace(rate(a_total[1m]), \"was\", \"$1\", \"__name__\", \"(.*)\")"
        #expect(try vector(query, at: 60_000, store) == ["{was=\"a_total\"} 0.1"])
        #expect(try vector(query, at: 60_000, store, QueryOptions(removesNamesLate: false)) == ["{} 0.1"])
    }

    /// Values in labels are written as Go writes them.
    @Test func valuesAsLabels() throws {
        let values = [0.1, 1e21, 1e-7, -0.0, .infinity, .nan, 123_456_789]
        let store = values.enumerated().map { Self.series("m", [("l", "\($0.offset)")], [$0.element]) }
        let texts = try vector("count_values(\"v\", m)", at: 0, store)
        #expect(
            texts.sorted()
                == [
                    "0.0000001", "0.1", "1000000000000000000000", "123456789", "+Inf", "-0", "NaN",
                ].map { "{v=\"\($0)\"} 1.0" }.sorted()
        )
    }

    @Test func selectorsOfMatchParameters() throws {
        let engine = QueryEngine()
        #expect(try engine.parseSelector("up{job=\"a\"}").map(\.description) == ["job=\"a\"", "__name__=\"up\""])
        #expect(try engine.parseSelector("{a=~\".*\"}").count == 1)
        for other in ["up[5m]", "up offset 5m", "1", "rate(up[5m])", "up or down", ""] {
            #expect(throws: QueryError.self, "\(other)") { try engine.parseSelector(other) }
        }
    }

    // MARK: Limits

    @Test func samplesAreLimited() throws {
        let store = MemoryStore([Self.series("a", (0..<1000).map(Double.init))])
        let engine = QueryEngine(options: QueryOptions(maxSamples: 500))
        #expect(
            throws: QueryError(
                kind: .tooManySamples,
                reason: "query processing would load too many samples into memory in query execution"
            )
        ) {
            try engine.instant("sum_over_time(a[3h])", at: 10_000_000, over: store)
        }
        #expect(throws: QueryError.self) {
            try engine.instant("sum_over_time(vector(1)[1000y:1ms])", at: 0, over: store)
        }
        #expect(throws: Never.self) { try engine.instant("sum_over_time(a[30m])", at: 1_800_000, over: store) }
    }

    @Test func queriesCanBeEnded() throws {
        let store = MemoryStore([Self.series("a", [1])])
        let control = QueryControl()
        control.cancel()
        #expect(throws: QueryError(kind: .canceled, reason: "query was canceled in expression evaluation")) {
            try QueryEngine().instant("a", at: 0, over: store, control: control)
        }
        #expect(throws: QueryError(kind: .timeout, reason: "query timed out in expression evaluation")) {
            try QueryEngine().instant("a", at: 0, over: store, control: QueryControl { true })
        }
    }

    @Test func timesAtTheEndsOfTheirTypeAreNoTrap() throws {
        let store = MemoryStore([Self.series("a", [1])])
        for time in [Int64.max, .min, 1 << 60, -(1 << 60)] {
            for query in ["a", "rate(a[5m])", "a @ 9e15", "a @ -9e15 offset 290y", "max_over_time(a[290y:1y])"] {
                _ = try? QueryEngine().instant(query, at: time, over: store)
                _ = try? QueryEngine().range(query, from: -(1 << 60), through: time, step: .max, over: store)
            }
        }
    }

    @Test func rangeQueriesTakeVectorsAndScalarsOnly() {
        #expect(throws: QueryError.self) {
            try QueryEngine().range("a[5m]", from: 0, through: 10, step: 1, over: MemoryStore([]))
        }
        #expect(throws: QueryError.self) {
            try QueryEngine().range("\"a\"", from: 0, through: 10, step: 1, over: MemoryStore([]))
        }
    }
}
