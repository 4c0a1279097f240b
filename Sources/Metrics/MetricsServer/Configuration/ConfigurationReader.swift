import Bytes
import Scraping
import ServiceKit
import TimeSeries

/// Turns a document into a configuration. Strict: a key that is not known, or known and not built, is an error.
struct ConfigurationReader {
    private var configuration: ScrapeConfiguration
    private var limits = ScrapeJob.Limits()
    private var protocols = ScrapeProtocol.standard

    static func read(_ root: YAMLNode, text: String) throws(YAMLError) -> ScrapeConfiguration {
        var reader = ConfigurationReader(configuration: ScrapeConfiguration(text: text))
        let fields = try root.fields(
            of: "the configuration",
            known: ["global", "scrape_configs"],
            later: [
                "alerting", "otlp", "remote_read", "remote_write", "rule_files", "runtime", "scrape_config_files",
                "storage", "tracing",
            ]
        )
        if let global = fields["global"] { try reader.readGlobal(global) }
        for node in try fields["scrape_configs"]?.list("scrape_configs") ?? [] {
            let job = try reader.job(node)
            guard !reader.configuration.jobs.contains(where: { $0.name == job.name }) else {
                throw node.error("found multiple scrape configs with job name \"\(job.name)\"")
            }
            reader.configuration.jobs.append(job)
        }
        return reader.configuration
    }

    private static let limitKeys = [
        "body_size_limit", "label_limit", "label_name_length_limit", "label_value_length_limit", "sample_limit",
        "target_limit",
    ]

    // MARK: Global

    private mutating func readGlobal(_ node: YAMLNode) throws(YAMLError) {
        let fields = try node.fields(
            of: "global",
            known: ["evaluation_interval", "external_labels", "scrape_interval", "scrape_protocols", "scrape_timeout"]
                + ConfigurationReader.limitKeys,
            later: [
                "always_scrape_classic_histograms", "convert_classic_histograms_to_nhcb", "extra_scrape_metrics",
                "keep_dropped_targets", "metric_name_escaping_scheme", "metric_name_validation_scheme",
                "query_log_file", "rule_query_offset", "runtime", "scrape_failure_log_file",
                "scrape_native_histograms",
            ]
        )
        if let interval = fields["scrape_interval"] {
            configuration.scrapeInterval = try positive(interval, "scrape_interval")
        }
        if let timeout = fields["scrape_timeout"] {
            configuration.scrapeTimeout = try positive(timeout, "scrape_timeout")
            guard configuration.scrapeTimeout <= configuration.scrapeInterval else {
                throw timeout.error("global scrape timeout greater than scrape interval")
            }
        } else {
            configuration.scrapeTimeout = min(configuration.scrapeTimeout, configuration.scrapeInterval)
        }
        if let interval = fields["evaluation_interval"] {
            configuration.evaluationInterval = try positive(interval, "evaluation_interval")
        }
        if let labels = fields["external_labels"] {
            configuration.externalLabels = try labels.labels("external_labels")
        }
        if let list = fields["scrape_protocols"] { protocols = try scrapeProtocols(list) }
        try ConfigurationReader.readLimits(fields, into: &limits)
    }

    private static func readLimits(
        _ fields: [String: YAMLNode],
        into limits: inout ScrapeJob.Limits
    ) throws(YAMLError) {
        if let node = fields["body_size_limit"] { limits.bodySize = try node.byteSize("body_size_limit") }
        if let node = fields["sample_limit"] { limits.samples = try node.count("sample_limit") }
        if let node = fields["target_limit"] { limits.targets = try node.count("target_limit") }
        if let node = fields["label_limit"] { limits.labels = try node.count("label_limit") }
        if let node = fields["label_name_length_limit"] {
            limits.labelNameLength = try node.count("label_name_length_limit")
        }
        if let node = fields["label_value_length_limit"] {
            limits.labelValueLength = try node.count("label_value_length_limit")
        }
    }

    private func positive(_ node: YAMLNode, _ what: String) throws(YAMLError) -> Int64 {
        let milliseconds = try node.milliseconds(what)
        guard milliseconds > 0 else { throw node.error("\(what) must be above zero") }
        return milliseconds
    }

    private func scrapeProtocols(_ node: YAMLNode) throws(YAMLError) -> [ScrapeProtocol] {
        var protocols: [ScrapeProtocol] = []
        for item in try node.list("scrape_protocols") {
            let found = try scrapeProtocol(item)
            guard !protocols.contains(found) else {
                throw item.error("duplicated protocol in scrape_protocols: \(found.rawValue)")
            }
            protocols.append(found)
        }
        guard !protocols.isEmpty else { throw node.error("scrape_protocols cannot be empty") }
        return protocols
    }

    private func scrapeProtocol(_ node: YAMLNode) throws(YAMLError) -> ScrapeProtocol {
        let name = try node.text("a scrape protocol")
        guard let found = ScrapeProtocol(rawValue: name) else {
            let known = ScrapeProtocol.allCases.map(\.rawValue).sorted().joined(separator: ", ")
            throw node.error("unknown scrape protocol \(name), supported: \(known)")
        }
        return found
    }

    // MARK: Jobs

    private func job(_ node: YAMLNode) throws(YAMLError) -> ScrapeJob {
        let fields = try node.fields(
            of: "scrape_configs",
            known: [
                "authorization", "basic_auth", "enable_compression", "fallback_scrape_protocol", "follow_redirects",
                "honor_labels", "honor_timestamps", "job_name", "metric_relabel_configs", "metrics_path", "params",
                "relabel_configs", "scheme", "scrape_interval", "scrape_protocols", "scrape_timeout", "static_configs",
                "track_timestamps_staleness",
            ] + ConfigurationReader.limitKeys,
            later: ConfigurationReader.laterJobKeys
        )
        guard let name = try fields["job_name"]?.text("job_name"), !name.isEmpty else {
            throw node.error("job_name is empty")
        }
        let interval = try fields["scrape_interval"].map { node throws(YAMLError) in
            try positive(node, "scrape_interval")
        }
        var job = ScrapeJob(name: name, interval: interval ?? configuration.scrapeInterval, timeout: 0)
        if let timeout = fields["scrape_timeout"] {
            job.timeout = try positive(timeout, "scrape_timeout")
            guard job.timeout <= job.interval else {
                throw timeout.error(
                    "scrape timeout greater than scrape interval for scrape config with job name \"\(name)\""
                )
            }
        } else {
            job.timeout = min(configuration.scrapeTimeout, job.interval)
        }
        job.protocols =
            try fields["scrape_protocols"].map { node throws(YAMLError) in
                try scrapeProtocols(node)
            } ?? protocols
        job.fallbackProtocol = try fields["fallback_scrape_protocol"].map { node throws(YAMLError) in
            try scrapeProtocol(node)
        }
        job.limits = limits
        try ConfigurationReader.readLimits(fields, into: &job.limits)
        try readRequest(fields, into: &job)
        try readTargets(fields, into: &job)
        job.source = "\(node.unplaced)\n\(job.interval) \(job.timeout) \(job.protocols) \(job.limits)"
        return job
    }

    private func readRequest(_ fields: [String: YAMLNode], into job: inout ScrapeJob) throws(YAMLError) {
        if let node = fields["metrics_path"] { job.metricsPath = try node.text("metrics_path") }
        if let node = fields["scheme"] {
            job.scheme = try node.text("scheme").lowercased()
            guard ["http", "https"].contains(job.scheme) else { throw node.error("scheme must be http or https") }
        }
        if let node = fields["params"] {
            guard let mapping = node.mapping else { throw node.error("params must be a mapping") }
            for member in mapping {
                let name = try member.key.text("the name of a parameter")
                job.parameters.append((name, try member.value.texts("params")))
            }
        }
        if let node = fields["honor_labels"] { job.honorsLabels = try node.boolean("honor_labels") }
        if let node = fields["honor_timestamps"] { job.honorsTimestamps = try node.boolean("honor_timestamps") }
        if let node = fields["track_timestamps_staleness"] {
            job.tracksTimestampsStaleness = try node.boolean("track_timestamps_staleness")
        }
        if let node = fields["enable_compression"] { job.requestsCompression = try node.boolean("enable_compression") }
        if let node = fields["follow_redirects"] { job.followsRedirects = try node.boolean("follow_redirects") }
        if let node = fields["basic_auth"] { job.credentials = try basicAuthentication(node) }
        if let node = fields["authorization"] {
            guard job.credentials == nil else {
                throw node.error("at most one of basic_auth & authorization must be configured")
            }
            job.credentials = try authorization(node)
        }
    }

    private func basicAuthentication(_ node: YAMLNode) throws(YAMLError) -> ScrapeJob.Credentials {
        let fields = try node.fields(
            of: "basic_auth",
            known: ["password", "username"],
            later: ["password_file", "password_ref", "username_file", "username_ref"]
        )
        return .basic(
            username: try fields["username"]?.text("username") ?? "",
            password: try fields["password"]?.text("password") ?? ""
        )
    }

    private func authorization(_ node: YAMLNode) throws(YAMLError) -> ScrapeJob.Credentials {
        let fields = try node.fields(
            of: "authorization",
            known: ["credentials", "type"],
            later: ["credentials_file", "credentials_ref"]
        )
        let type = try fields["type"]?.text("type") ?? "Bearer"
        guard type.lowercased() != "basic" else {
            throw node.error("authorization type cannot be set to \"basic\", use \"basic_auth\" instead")
        }
        return .authorization(type: type, credentials: try fields["credentials"]?.text("credentials") ?? "")
    }

    private func readTargets(_ fields: [String: YAMLNode], into job: inout ScrapeJob) throws(YAMLError) {
        for node in try fields["static_configs"]?.list("static_configs") ?? [] {
            let group = try node.fields(of: "static_configs", known: ["labels", "targets"], later: [])
            var addresses: [String] = []
            for target in try group["targets"]?.list("targets") ?? [] {
                let address = try target.text("a target")
                guard !address.contains("/") else { throw target.error("\"\(address)\" is not a valid hostname") }
                addresses.append(address)
            }
            let labels = try group["labels"]?.labels("labels") ?? Labels()
            job.staticGroups.append(TargetGroup(addresses: addresses, labels: labels))
        }
        job.relabelling = try RelabelReader.rules(fields["relabel_configs"], "relabel_configs")
        job.metricRelabelling = try RelabelReader.rules(fields["metric_relabel_configs"], "metric_relabel_configs")
    }
}
