extension SchemaRegistry {
    /// The parameters of fluent-plugin-elasticsearch.
    static let elasticsearch = PluginSchema(
        .output,
        "elasticsearch",
        .output + connection + documents + ineffective + unsupported,
        [.buffer, .secondary, .inject]
    )

    private static let connection: [Parameter] = [
        .optional("host", .string, "localhost"),
        .optional("port", .integer, "9200"),
        .optional("hosts", .string),
        .optional("scheme", .enum(["http", "https"]), "http"),
        .optional("path", .string),
        .optional("user", .string),
        .secret("password"),
        .secret("api_key"),
        .optional("custom_headers", .hash),
        .optional("request_timeout", .time, "5s"),
        .optional("bulk_message_request_threshold", .size, "20m"),
        .optional(
            "compression_level",
            .enum(["no_compression", "best_speed", "best_compression", "default_compression"])
        ),
        .optional("dead_letter_path", .string),
        .optional("dead_letter_limit_size", .size, "1g"),
    ]

    private static let documents: [Parameter] = [
        .optional("index_name", .string, "fluentd"),
        .optional("logstash_format", .bool, "false"),
        .optional("logstash_prefix", .string, "logstash"),
        .optional("logstash_prefix_separator", .string, "-"),
        .optional("logstash_dateformat", .string, "%Y.%m.%d"),
        .optional("utc_index", .bool, "true"),
        .optional("target_index_key", .string),
        .optional("time_key", .string),
        .optional("time_key_format", .string),
        .optional("time_key_exclude_timestamp", .bool, "false"),
        .optional("time_precision", .integer, "9"),
        .optional("include_timestamp", .bool, "false"),
        .optional("include_tag_key", .bool, "false"),
        .optional("tag_key", .string, "tag"),
        .optional("id_key", .string),
        .optional("routing_key", .string),
        .optional("remove_keys", .string),
        .optional("write_operation", .enum(["index", "create"]), "create"),
        .optional("pipeline", .string),
        .optional("log_es_400_reason", .bool, "false"),
    ]

    private static let ineffective: [Parameter] = [
        "type_name", "suppress_type_name", "reload_connections", "reload_on_failure", "reconnect_on_error",
        "reload_after", "resurrect_after", "sniffer_class_name", "selector_class_name", "http_backend",
        "verify_es_version_at_startup", "default_elasticsearch_version", "max_retry_get_es_version",
        "max_retry_putting_template", "fail_on_putting_template_retry_exceed", "ssl_version", "ssl_min_version",
        "ssl_max_version", "unrecoverable_error_types", "exception_backup", "content_type", "application_name",
        "template_overwrite", "prefer_oj_serializer", "include_index_in_url", "emit_error_for_missing_id",
        "with_transporter_log", "validate_client_version", "use_legacy_template",
    ].map { .noEffect($0, "the output speaks _bulk to the given hosts and judges each document by its own answer") }

    private static let unsupported: [Parameter] = [
        .unsupported("ssl_verify", accepting: "true"),
        .unsupported("ca_file"),
        .unsupported("client_cert"),
        .unsupported("client_key"),
        .unsupported("client_key_pass"),
        .unsupported("cloud_id"),
        .unsupported("cloud_auth"),
        .unsupported("parent_key"),
        .unsupported("flatten_hashes", accepting: "false"),
        .unsupported("flatten_hashes_separator"),
        .unsupported("retry_tag"),
        .unsupported("template_name"),
        .unsupported("template_file"),
        .unsupported("templates"),
        .unsupported("customize_template"),
        .unsupported("enable_ilm", accepting: "false"),
        .unsupported("ilm_policy_id"),
        .unsupported("ilm_policy"),
        .unsupported("ilm_policies"),
        .unsupported("ilm_policy_overwrite", accepting: "false"),
        .unsupported("rollover_index", accepting: "false"),
        .unsupported("index_date_pattern"),
        .unsupported("index_prefix"),
        .unsupported("deflector_alias"),
        .unsupported("ignore_exceptions"),
        .unsupported("remove_keys_on_update"),
        .unsupported("remove_keys_on_update_key"),
        .unsupported("data_stream_name"),
        .unsupported("connection_scheme"),
    ]
}
