import Scraping
import ServiceKit
import TestSupport
import Testing
import TimeSeries

@testable import MetricsServer

@Suite("prometheus.yml")
struct ConfigurationTests {
    private func read(_ text: String) throws(ConfigurationError) -> ScrapeConfiguration {
        try ScrapeConfiguration.load(.text(text, name: "p.yml"))
    }

    @Test("fills a job with the global defaults, which are Prometheus's")
    func defaults() throws {
        let configuration = try read("scrape_configs: [{job_name: a}]")
        let job = configuration.jobs[0]
        #expect(job.interval == 60_000)
        #expect(job.timeout == 10_000)
        #expect(job.metricsPath == "/metrics")
        #expect(job.scheme == "http")
        #expect(job.honorsTimestamps && !job.honorsLabels && job.requestsCompression && job.followsRedirects)
        #expect(job.protocols == ScrapeProtocol.standard)
        #expect(configuration.evaluationInterval == 60_000)
        #expect(try read("").jobs.isEmpty)
    }

    @Test("is read key by key")
    func keys() throws {
        let configuration = try read(
            """
            global:
              scrape_interval: 5s
              scrape_timeout: 4s
              evaluation_interval: 30s
              external_labels: {region: eu}
              sample_limit: 100
            rule_files: []
            scrape_configs:
              - job_name: a
                scrape_interval: 2s
                metrics_path: /m
                scheme: HTTPS
                params: {module: [x, y]}
                honor_labels: true
                honor_timestamps: false
                enable_compression: false
                follow_redirects: false
                body_size_limit: 10MB
                label_limit: 3
                scrape_protocols: [PrometheusText0.0.4]
                fallback_scrape_protocol: PrometheusText0.0.4
                basic_auth: {username: u, password: p}
                static_configs:
                  - targets: ["h:1", "h:2"]
                    labels: {env: x}
                relabel_configs:
                  - {source_labels: [__address__], target_label: host, regex: "(.*):.*"}
                metric_relabel_configs:
                  - {action: Drop, source_labels: [__name__], regex: "go_.*"}
              - job_name: b
                authorization: {credentials: secret}
            """
        )
        #expect(configuration.externalLabels == ["region": "eu"])
        #expect(configuration.evaluationInterval == 30_000)
        let job = configuration.jobs[0]
        #expect(job.interval == 2_000)
        // The global timeout is longer than this job's interval.
        #expect(job.timeout == 2_000)
        #expect(job.scheme == "https")
        #expect(job.parameters[0].values == ["x", "y"])
        #expect(job.honorsLabels && !job.honorsTimestamps && !job.requestsCompression && !job.followsRedirects)
        #expect(job.limits.bodySize == 10 << 20)
        #expect(job.limits.labels == 3)
        #expect(job.limits.samples == 100)
        #expect(job.protocols == [.text0])
        #expect(job.credentials == .basic(username: "u", password: "p"))
        #expect(job.staticGroups[0].addresses == ["h:1", "h:2"])
        #expect(job.relabelling.apply(to: ["__address__": "h:1"])?["host"] == "h")
        #expect(job.metricRelabelling.apply(to: ["__name__": "go_x"]) == nil)
        #expect(configuration.jobs[1].credentials == .authorization(type: "Bearer", credentials: "secret"))
        #expect(configuration.jobs[1].interval == 5_000)
        #expect(configuration.jobs[1].timeout == 4_000)
    }

    @Test(
        "that is wrong is refused with file, line and what is wrong",
        arguments: [
            (
                "scrape_configs:\n- job_name: a\n  scrape_intervall: 1s",
                "p.yml:3: field scrape_intervall not found in scrape_configs"
            ),
            ("globl: {}", "p.yml:1: field globl not found in the configuration"),
            ("global:\n  foo: 1", "p.yml:2: field foo not found in global"),
            (
                "\nrule_files: [a.yml]",
                "p.yml:2: rule_files in the configuration is a setting of Prometheus that is not supported here"
            ),
            (
                "scrape_configs:\n- job_name: a\n  kubernetes_sd_configs: [{role: pod}]",
                "p.yml:3: kubernetes_sd_configs in scrape_configs is a setting of Prometheus that is not supported here"
            ),
            ("scrape_configs: [{}]", "p.yml:1: job_name is empty"),
            (
                "scrape_configs:\n- job_name: a\n- job_name: a",
                "p.yml:3: found multiple scrape configs with job name \"a\""
            ),
            ("global: {scrape_interval: 1x}", "p.yml:1: scrape_interval: not a valid duration string: \"1x\""),
            ("global: {scrape_interval: 0s}", "p.yml:1: scrape_interval must be above zero"),
            (
                "global: {scrape_interval: 5s, scrape_timeout: 6s}",
                "p.yml:1: global scrape timeout greater than scrape interval"
            ),
            (
                "scrape_configs:\n- job_name: a\n  scrape_interval: 1s\n  scrape_timeout: 2s",
                "p.yml:4: scrape timeout greater than scrape interval for scrape config with job name \"a\""
            ),
            ("scrape_configs: [{job_name: a, scheme: ftp}]", "p.yml:1: scheme must be http or https"),
            ("scrape_configs: [{job_name: a, honor_labels: maybe}]", "p.yml:1: honor_labels must be true or false"),
            (
                "scrape_configs: [{job_name: a, sample_limit: -1}]",
                "p.yml:1: sample_limit must be a whole number from 0"
            ),
            (
                "scrape_configs:\n- job_name: a\n  static_configs:\n  - targets: ['http://h:1']",
                "p.yml:4: \"http://h:1\" is not a valid hostname"
            ),
            (
                "scrape_configs:\n- job_name: a\n  relabel_configs:\n  - regex: '('\n    target_label: x",
                "p.yml:4: invalid regex \"(\""
            ),
            (
                "scrape_configs: [{job_name: a, relabel_configs: [{action: explode}]}]",
                "p.yml:1: unknown relabel action"
            ),
            (
                "scrape_configs: [{job_name: a, scrape_protocols: [PrometheusProto]}]",
                "p.yml:1: unknown scrape protocol"
            ),
            ("scrape_configs: {}", "p.yml:1: scrape_configs must be a list"),
            ("scrape_configs: [{job_name: a, authorization: {type: basic}}]", "p.yml:1: authorization type cannot be"),
            ("a: [", "p.yml:2: did not find expected node content"),
        ]
    )
    func refused(text: String, message: String) {
        let error = #expect(throws: ConfigurationError.self) { try read(text) }
        #expect(error?.description.hasPrefix(message) ?? false, "\(error?.description ?? "")")
    }

    @Test("that is not there, or no text, is refused by its path")
    func files() throws {
        let directory = try TemporaryDirectory()
        let missing = #expect(throws: ConfigurationError.self) {
            try ScrapeConfiguration.load(.file(directory.path("none.yml")))
        }
        #expect("\(missing!)".contains("none.yml"))
        try TestFiles.write([0xFF, 0xFE], to: directory.path("bad.yml"))
        let bad = #expect(throws: ConfigurationError.self) {
            try ScrapeConfiguration.load(.file(directory.path("bad.yml")))
        }
        #expect("\(bad!)".contains("is not UTF-8"))
    }

    @Test("of the examples is valid")
    func example() throws {
        let path = PackageRoot.path("deploy/examples/prometheus.yml")
        #expect(try MetricsApplication.check(.file(path)) == "3 scrape jobs with 5 targets")
    }

    @Test("tells two versions of a job apart by what is in them, not where it stands")
    func sameJob() throws {
        let one = try read("scrape_configs: [{job_name: a, metrics_path: /x}]")
        let moved = try read("# comment\n\nscrape_configs:\n- job_name: a\n  metrics_path: /x")
        let changed = try read("scrape_configs: [{job_name: a, metrics_path: /y}]")
        #expect(one.jobs[0].source == moved.jobs[0].source)
        #expect(one.jobs[0].source != changed.jobs[0].source)
    }
}
