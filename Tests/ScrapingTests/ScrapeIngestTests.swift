import Bytes
import TestSupport
import Testing
import TimeSeries

@testable import Scraping

/// A target and a store, scraped by hand.
private final class IngestFixture {
    let directory: TemporaryDirectory
    let store: TimeSeriesStore
    var ingest: ScrapeIngest

    init(_ change: (inout ScrapeJob) -> Void = { _ in }) throws {
        directory = try TemporaryDirectory()
        store = try TimeSeriesStore(directory: directory.path, options: StoreOptions { 0 })
        ingest = try IngestFixture.ingest(change)
    }

    static func ingest(_ change: (inout ScrapeJob) -> Void = { _ in }) throws -> ScrapeIngest {
        var job = ScrapeJob(name: "test", interval: 1_000, timeout: 500)
        change(&job)
        guard case .active(let target) = try Target.resolve("host:80", TargetGroup(addresses: []), job) else {
            throw TargetError(reason: "dropped")
        }
        return ScrapeIngest(job: job, target: target, seed: 1)
    }

    @discardableResult
    func scrape(_ text: String, at timestamp: Int64, _ format: ExpositionFormat = .text) -> (
        ScrapeCounts, ScrapeFailure?
    ) {
        ingest.ingest(.success((Array(text.utf8), format)), at: timestamp, duration: { 0.25 }, into: store)
    }

    func fail(at timestamp: Int64) {
        _ = ingest.ingest(.failure(.request("refused")), at: timestamp, duration: { 0.25 }, into: store)
    }

    /// The samples of a metric as `time:value`, with `stale` for the marker.
    func samples(_ name: String, _ labels: [(String, String)] = []) throws -> [String] {
        let matchers = [LabelMatcher("__name__", equals: name)] + labels.map { LabelMatcher($0.0, equals: $0.1) }
        return try store.select(matchers, from: .min, through: .max, sampleLimit: 1_000).flatMap { data in
            zip(data.timestamps, data.values).map { "\($0):" + (StaleMarker.isStale($1) ? "stale" : "\($1)") }
        }
    }

    var series: [Labels] { store.series(matching: [], from: .min, through: .max) }

    func labels(of name: String) -> Labels? { series.first { $0.metricName == name } }
}

@Suite("A scrape")
struct ScrapeIngestTests {
    @Test("is stored under its time with the target's labels, and reported")
    func stored() throws {
        let fixture = try IngestFixture()
        let (counts, failure) = fixture.scrape("a{x=\"1\"} 5\nb 6\n", at: 1_000)
        #expect(failure == nil)
        #expect(counts == ScrapeCounts(scraped: 2, kept: 2, seriesAdded: 2))
        #expect(fixture.labels(of: "a") == ["__name__": "a", "x": "1", "job": "test", "instance": "host:80"])
        #expect(try fixture.samples("a") == ["1000:5.0"])
        #expect(try fixture.samples("up") == ["1000:1.0"])
        #expect(try fixture.samples("scrape_duration_seconds") == ["1000:0.25"])
        #expect(try fixture.samples("scrape_samples_scraped") == ["1000:2.0"])
        #expect(try fixture.samples("scrape_samples_post_metric_relabeling") == ["1000:2.0"])
        #expect(try fixture.samples("scrape_series_added") == ["1000:2.0"])
        fixture.scrape("a{x=\"1\"} 7\nb 8\nc 9\n", at: 2_000)
        #expect(try fixture.samples("a") == ["1000:5.0", "2000:7.0"])
        #expect(try fixture.samples("scrape_series_added") == ["1000:2.0", "2000:1.0"])
    }

    @Test("without a series that was there before ends it with one marker")
    func disappearance() throws {
        let fixture = try IngestFixture()
        fixture.scrape("a 1\nb 1\n", at: 1)
        fixture.scrape("b 2\n", at: 2)
        fixture.scrape("b 3\n", at: 3)
        #expect(try fixture.samples("a") == ["1:1.0", "2:stale"])
        fixture.scrape("a 4\nb 4\n", at: 4)
        #expect(try fixture.samples("a") == ["1:1.0", "2:stale", "4:4.0"])
        #expect(try fixture.samples("b") == ["1:1.0", "2:2.0", "3:3.0", "4:4.0"])
    }

    @Test("that fails ends all series once, says so in up, and lets them come back")
    func failure() throws {
        let fixture = try IngestFixture()
        fixture.scrape("a 1\n", at: 1)
        fixture.fail(at: 2)
        fixture.fail(at: 3)
        fixture.scrape("a 4\n", at: 4)
        #expect(try fixture.samples("a") == ["1:1.0", "2:stale", "4:4.0"])
        #expect(try fixture.samples("up") == ["1:1.0", "2:0.0", "3:0.0", "4:1.0"])
    }

    @Test("with a bad line stores nothing of it, not even what stood before the line")
    func badLine() throws {
        let fixture = try IngestFixture()
        fixture.scrape("a 1\n", at: 1)
        let (_, failure) = fixture.scrape("a 2\nnew 3\nbad line here\n", at: 2)
        guard case .exposition(let error) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(error.line == 3)
        #expect(try fixture.samples("a") == ["1:1.0", "2:stale"])
        #expect(try fixture.samples("new").isEmpty)
        #expect(try fixture.samples("up") == ["1:1.0", "2:0.0"])
    }

    @Test("takes timestamps of samples where they are honoured, and does not end those series")
    func timestamps() throws {
        let fixture = try IngestFixture()
        fixture.scrape("a 1 500\nb 1\n", at: 1_000)
        fixture.scrape("b 2\n", at: 2_000)
        #expect(try fixture.samples("a") == ["500:1.0"])
        let ignoring = try IngestFixture { $0.honorsTimestamps = false }
        ignoring.scrape("a 1 500\n", at: 1_000)
        ignoring.scrape("b 1\n", at: 2_000)
        #expect(try ignoring.samples("a") == ["1000:1.0", "2000:stale"])
        let tracking = try IngestFixture { $0.tracksTimestampsStaleness = true }
        tracking.scrape("a 1 500\n", at: 1_000)
        tracking.scrape("b 1\n", at: 2_000)
        #expect(try tracking.samples("a") == ["500:1.0", "2000:stale"])
    }

    @Test("lets the target's labels win, and keeps the exposed ones under exported_")
    func exportedLabels() throws {
        let fixture = try IngestFixture()
        fixture.scrape("a{job=\"own\",instance=\"i\",exported_job=\"taken\"} 1\n", at: 1)
        #expect(
            fixture.labels(of: "a") == [
                "__name__": "a", "job": "test", "instance": "host:80", "exported_job": "taken",
                "exported_exported_job": "own", "exported_instance": "i",
            ]
        )
    }

    @Test("lets the exposed labels win where they are honoured; an empty one takes the target's away")
    func honoredLabels() throws {
        let fixture = try IngestFixture { $0.honorsLabels = true }
        fixture.scrape("a{job=\"own\"} 1\nb{instance=\"\"} 1\n", at: 1)
        #expect(fixture.labels(of: "a") == ["__name__": "a", "job": "own", "instance": "host:80"])
        #expect(fixture.labels(of: "b") == ["__name__": "b", "job": "test"])
    }

    @Test("goes through metric_relabel_configs")
    func relabelling() throws {
        var drop = RelabelRule.Settings()
        (drop.action, drop.sourceLabels, drop.regex) = (.drop, ["__name__"], "go_.*")
        var rename = RelabelRule.Settings()
        (rename.sourceLabels, rename.targetLabel, rename.regex) = (["__name__"], "__name__", "old_(.*)")
        (rename.replacement) = "new_$1"
        let rules = [try RelabelRule(drop), try RelabelRule(rename)]
        let fixture = try IngestFixture { $0.metricRelabelling = rules }
        let (counts, _) = fixture.scrape("go_threads 1\nold_x 2\n", at: 1)
        #expect(counts == ScrapeCounts(scraped: 2, kept: 1, seriesAdded: 1))
        #expect(fixture.labels(of: "new_x") != nil)
        #expect(fixture.labels(of: "go_threads") == nil)
        #expect(try fixture.samples("scrape_samples_post_metric_relabeling") == ["1:1.0"])
    }

    @Test("past a limit fails as a whole and reports how much there was")
    func limits() throws {
        let samples = try IngestFixture { $0.limits.samples = 2 }
        #expect(samples.scrape("a 1\nb 1\n", at: 1).1 == nil)
        #expect("\(samples.scrape("a 1\nb 1\nc 1\n", at: 2).1!)" == "sample limit exceeded")
        #expect(try samples.samples("a") == ["1:1.0", "2:stale"])
        #expect(try samples.samples("scrape_samples_post_metric_relabeling") == ["1:2.0", "2:3.0"])

        let count = try IngestFixture { $0.limits.labels = 4 }
        #expect(count.scrape("a{b=\"c\"} 1\n", at: 1).1 == nil)
        let tooMany = count.scrape("a{b=\"c\",d=\"e\"} 1\n", at: 2).1
        #expect("\(tooMany!)" == "label_limit exceeded (metric: a, number of labels: 5, limit: 4)")

        let name = try IngestFixture { $0.limits.labelNameLength = 8 }
        #expect("\(name.scrape("a{ninechars=\"c\"} 1\n", at: 1).1!)".hasPrefix("label_name_length_limit exceeded"))
        let value = try IngestFixture { $0.limits.labelValueLength = 8 }
        #expect("\(value.scrape("a{b=\"ninechars\"} 1\n", at: 1).1!)".hasPrefix("label_value_length_limit exceeded"))
    }

    @Test("counts exemplars and samples that stand twice with different values; the first counts")
    func counts() throws {
        let fixture = try IngestFixture()
        let (counts, failure) = fixture.scrape("a 1 # {x=\"y\"} 1\nb 2\nb 3\n# EOF\n", at: 1, .openMetrics)
        #expect(failure == nil)
        #expect(counts.exemplars == 1)
        #expect(counts.duplicates == 1)
        #expect(try fixture.samples("b") == ["1:2.0"])
    }

    @Test("knows a series by its bytes, whatever else hashes alike, through thousands that come and go")
    func manySeries() throws {
        let fixture = try IngestFixture()
        for round in 0..<5 {
            let lines = (0..<500).map { "m{n=\"\($0 + round * 250)\"} \(round)\n" }
            let (counts, _) = fixture.scrape(lines.joined(), at: Int64(round))
            #expect(counts.seriesAdded == (round == 0 ? 500 : 250))
        }
        #expect(try fixture.samples("m", [("n", "0")]) == ["0:0.0", "1:stale"])
        #expect(try fixture.samples("m", [("n", "999")]) == ["2:2.0", "3:3.0", "4:stale"])
    }

    @Test("goes on after retention has removed its series")
    func afterRetention() throws {
        let fixture = try IngestFixture()
        fixture.scrape("a 1\n", at: 1)
        _ = try fixture.store.removeSamples(before: 100)
        _ = try fixture.store.removeSamples(before: 101)
        #expect(fixture.scrape("a 2\n", at: 200).1 == nil)
        #expect(try fixture.samples("a") == ["200:2.0"])
        #expect(try fixture.samples("up") == ["200:1.0"])
    }

    @Test("of a target that is gone ends its series, but not where another target has taken them over")
    func end() throws {
        let fixture = try IngestFixture()
        fixture.scrape("a 1\nb 1\n", at: 10)
        var successor = try IngestFixture.ingest()
        _ = successor.ingest(.success((Array("b 2\n".utf8), .text)), at: 30, duration: { 0 }, into: fixture.store)
        #expect(fixture.ingest.end(at: 20, in: fixture.store) == nil)
        #expect(try fixture.samples("a") == ["10:1.0", "20:stale"])
        #expect(try fixture.samples("b") == ["10:1.0", "30:2.0"])
        #expect(try fixture.samples("up") == ["10:1.0", "30:1.0"])
    }
}
