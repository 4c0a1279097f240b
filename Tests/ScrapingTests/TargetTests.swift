import TestSupport
import Testing
import TimeSeries

@testable import Scraping

@Suite("Targets")
struct TargetTests {
    private var job: ScrapeJob {
        var job = ScrapeJob(name: "node", interval: 15_000, timeout: 10_000)
        job.parameters = [("module", ["a b", "c"]), ("empty", [])]
        return job
    }

    private func active(_ address: String, _ labels: Labels = [:], _ job: ScrapeJob) throws -> Target {
        guard case .active(let target) = try Target.resolve(address, TargetGroup(addresses: [], labels: labels), job)
        else { throw TargetError(reason: "dropped") }
        return target
    }

    @Test("have the job's settings as labels, an instance, and a URL of all that")
    func resolution() throws {
        let target = try active("host:9100", ["env": "x"], job)
        #expect(target.labels == ["job": "node", "instance": "host:9100", "env": "x"])
        #expect(target.discoveredLabels["__scrape_interval__"] == "15s")
        #expect(target.discoveredLabels["__param_module"] == "a b")
        #expect(target.url == "http://host:9100/metrics?module=a+b&module=c")
        #expect(target.interval == 15_000)
        #expect(target.timeout == 10_000)
    }

    @Test("are relabelled: address, path, parameters, interval and labels may change, or the target go")
    func relabelling() throws {
        func rule(_ target: String, _ replacement: String) throws -> RelabelRule {
            var settings = RelabelRule.Settings()
            (settings.targetLabel, settings.replacement) = (target, replacement)
            return try RelabelRule(settings)
        }
        var changed = job
        changed.relabelling = [
            try rule("__address__", "other:1"), try rule("__metrics_path__", "probe"), try rule("__scheme__", "https"),
            try rule("__param_module", "z"), try rule("__scrape_interval__", "30s"), try rule("job", "renamed"),
            try rule("__meta_gone", "x"), try rule("__tmp", "y"),
        ]
        let target = try active("host:9100", [:], changed)
        #expect(target.url == "https://other:1/probe?module=z&module=c")
        #expect(target.interval == 30_000)
        #expect(target.labels == ["job": "renamed", "instance": "other:1"])
        #expect(target.discoveredLabels["__address__"] == "host:9100")

        var drop = RelabelRule.Settings()
        (drop.action, drop.sourceLabels, drop.regex) = (.drop, ["__address__"], "host.*")
        changed.relabelling = [try RelabelRule(drop)]
        guard case .dropped(let labels) = try Target.resolve("host:1", TargetGroup(addresses: []), changed) else {
            Issue.record("not dropped")
            return
        }
        #expect(labels["job"] == "node")
    }

    @Test("that make no sense are refused")
    func refused() {
        #expect(throws: TargetError.self) { try active("http://host/x", [:], job) }
        #expect(throws: TargetError.self) { try active("host", ["__scrape_interval__": "soon"], job) }
        #expect(throws: TargetError.self) { try active("host", ["__scrape_interval__": "1s"], job) }
        #expect(throws: TargetError.self) { try active("host", ["__scrape_interval__": "0"], job) }
    }

    @Test("are the same target when their labels and URL are")
    func identity() throws {
        #expect(try active("a:1", [:], job).identity == active("a:1", [:], job).identity)
        #expect(try active("a:1", [:], job).identity != active("b:1", [:], job).identity)
        #expect(try active("a:1", ["x": "1"], job).identity != active("a:1", [:], job).identity)
    }

    @Test("are scraped at a phase of their own, which a restart does not move")
    func schedule() {
        var phases = Set<Int64>()
        var generator = SeededGenerator(seed: 9)
        for _ in 0..<200 {
            let schedule = ScrapeSchedule(interval: 1_000, identity: generator.next(), server: 5)
            #expect(schedule.phase >= 0 && schedule.phase < 1_000)
            phases.insert(schedule.phase)
            for now in [-1_500, -1, 0, 1, 999, 1_000, 123_456_789] as [Int64] {
                let next = schedule.next(from: now)
                #expect(next >= now && next < now + 1_000)
                #expect((next - schedule.phase) % 1_000 == 0)
            }
        }
        #expect(phases.count > 150)
    }

    @Test("are stored under the planned time when the scrape was close to it")
    func alignment() {
        let schedule = ScrapeSchedule(interval: 15_000, identity: 0, server: 0)
        #expect(schedule.timestamp(planned: 15_000, now: 15_002) == 15_000)
        #expect(schedule.timestamp(planned: 15_000, now: 15_003) == 15_003)
        let fast = ScrapeSchedule(interval: 50, identity: 0, server: 0)
        #expect(fast.timestamp(planned: 50, now: 51) == 51)
    }

    @Test("are followed to where they redirect")
    func redirects() {
        let url = "http://a:1/x/y?z=1"
        #expect(URLText.resolve("http://b/c", against: url) == "http://b/c")
        #expect(URLText.resolve("//b/c", against: url) == "http://b/c")
        #expect(URLText.resolve("/c?d", against: url) == "http://a:1/c?d")
        #expect(URLText.resolve("c", against: url) == "http://a:1/x/c")
        #expect(URLText.resolve("c", against: "http://a:1") == "http://a:1/c")
        #expect(URLText.origin(url) == "http://a:1")
    }
}
