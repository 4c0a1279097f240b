/// The plugins that exist, and what is said of those that do not.
public struct SchemaRegistry: Sendable {
    private let schemas: [PluginSchema]

    public init(_ schemas: [PluginSchema]) { self.schemas = schemas }

    /// Every plugin of the shipper.
    public static let standard = SchemaRegistry(
        inputs + filters + outputs + parsers + formatters + buffers
    )

    func schema(_ kind: PluginKind, _ type: String) -> PluginSchema? {
        schemas.first { $0.kind == kind && $0.type == type }
    }

    func types(_ kind: PluginKind) -> [String] { schemas.filter { $0.kind == kind }.map(\.type).sorted() }

    /// Why a plugin that Fluentd has is not here; nil for one that is unknown to Fluentd too.
    func refusal(_ kind: PluginKind, _ type: String) -> String? {
        guard Self.refused[kind]?.contains(type) == true else { return nil }
        return "\(kind.label) plugin '\(type)' exists in Fluentd and is not supported here. "
            + "Supported are: \(types(kind).joined(separator: ", "))"
    }

    private static let refused: [PluginKind: Set<String>] = [
        .input: [
            "http", "syslog", "tcp", "udp", "unix", "exec", "sample", "dummy", "systemd", "monitor_agent", "prometheus",
            "prometheus_monitor", "prometheus_output_monitor", "prometheus_tail_monitor", "debug_agent", "gc_stat",
            "object_space",
        ],
        .filter: [
            "grep", "parser", "concat", "kubernetes_metadata", "prometheus", "record_modifier", "geoip", "dedot",
            "systemd_entry", "throttle", "detect_exceptions",
        ],
        .output: [
            "http", "s3", "kafka2", "kafka", "loki", "opensearch", "relabel", "roundrobin", "secondary_file", "exec",
            "exec_filter", "buffer", "rewrite_tag_filter", "detect_exceptions", "record_modifier", "prometheus",
            "elasticsearch_data_stream", "cloudwatch_logs", "gelf", "splunk_hec",
        ],
        .parser: [
            "syslog", "multiline", "msgpack", "apache", "apache_error", "cri", "multi_format", "grok", "docker",
            "multiline_grok", "kubernetes", "multiline_kubernetes",
        ],
        .formatter: ["msgpack", "hash", "csv", "tsv"],
        .buffer: ["file_single"],
    ]
}
