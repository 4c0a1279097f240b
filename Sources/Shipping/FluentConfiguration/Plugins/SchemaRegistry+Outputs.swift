extension SchemaRegistry {
    static let outputs: [PluginSchema] = [elasticsearch, stdout, null, file, forwardOutput, copy]

    private static let stdout = PluginSchema(
        .output,
        "stdout",
        .output + [.noEffect("use_logger", "events go to the standard output")],
        [.buffer, .plugin("format", .formatter, defaultType: "stdout"), .secondary, .inject]
    )

    private static let null = PluginSchema(
        .output,
        "null",
        .output + [.unsupported("never_flush", accepting: "false")],
        [.buffer, .secondary]
    )

    private static let file = PluginSchema(
        .output,
        "file",
        .output + [
            .required("path"),
            .optional("add_path_suffix", .bool, "true"),
            .optional("path_suffix", .string, ".log"),
            .optional("append", .bool, "false"),
            .optional("compress", .enum(["text", "gz", "gzip"]), "text"),
            .noEffect("recompress", "chunks are not compressed"),
            .unsupported("symlink_path"),
            .unsupported("symlink_path_use_relative", accepting: "false"),
            .optional("dead_letter_path", .string),
            .optional("dead_letter_limit_size", .size, "1g"),
        ],
        [.fileBuffer, .plugin("format", .formatter, defaultType: "out_file"), .secondary, .inject]
    )

    private static let copy = PluginSchema(
        .output,
        "copy",
        [
            .noEffect("copy_mode", "stores never change what another one sees"),
            .noEffect("deep_copy", "stores never change what another one sees"),
        ],
        [.plugins("store", .output, isRequired: true)]
    )

    private static let forwardOutput = PluginSchema(
        .output,
        "forward",
        .output + [
            .unsupported("transport", accepting: "tcp"),
            .optional("send_timeout", .time, "60"),
            .optional("connect_timeout", .time, "10"),
            .noEffect("heartbeat_type", "a server is known by its answers to what is sent"),
            .noEffect("heartbeat_interval", "a server is known by its answers to what is sent"),
            .optional("recover_wait", .time, "10"),
            .noEffect("hard_timeout", "a server is known by its answers to what is sent"),
            .noEffect("phi_threshold", "a server is known by its answers to what is sent"),
            .noEffect("phi_failure_detector", "a server is known by its answers to what is sent"),
            .optional("require_ack_response", .bool, "false"),
            .optional("ack_response_timeout", .time, "190"),
            .noEffect("read_interval_msec", "acknowledgements are awaited"),
            .noEffect("read_length", "acknowledgements are awaited"),
            .noEffect("expire_dns_cache", "names are resolved for each connection"),
            .noEffect("dns_round_robin", "names are resolved for each connection"),
            .noEffect("ignore_network_errors_at_startup", "servers are not contacted at start"),
            .unsupported("verify_connection_at_startup", accepting: "false"),
            .optional("compress", .enum(["text", "gzip"]), "text"),
            .noEffect("keepalive", "connections are always kept"),
            .noEffect("keepalive_timeout", "connections are kept while they work"),
            .optional("dead_letter_path", .string),
            .optional("dead_letter_limit_size", .size, "1g"),
        ],
        [
            .buffer,
            .secondary,
            .unsupported("service_discovery", "<service_discovery> is not supported: write <server> sections"),
            .unsupported("security", "<security> of forward is not supported: send over a trusted network"),
            .many(
                "server",
                SectionSchema(parameters: [
                    .required("host"),
                    .optional("name", .string),
                    .optional("port", .integer, "24224"),
                    .unsupported("shared_key"),
                    .unsupported("username", accepting: ""),
                    .unsupported("password", accepting: ""),
                    .optional("standby", .bool, "false"),
                    .optional("weight", .integer, "60"),
                ]),
                isRequired: true
            ),
        ]
    )
}
