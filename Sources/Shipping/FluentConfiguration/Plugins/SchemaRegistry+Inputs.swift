extension SchemaRegistry {
    static let inputs: [PluginSchema] = [tail, forwardInput]

    private static let tail = PluginSchema(
        .input,
        "tail",
        [
            .required("path"),
            .optional("path_delimiter", .string, ","),
            .unsupported("glob_policy", accepting: "backward_compatible"),
            .required("tag"),
            .optional("exclude_path", .array),
            .optional("rotate_wait", .time, "5"),
            .optional("pos_file", .string),
            .noEffect("pos_file_compaction_interval", "the position file is always compact"),
            .optional("read_from_head", .bool, "false"),
            .optional("refresh_interval", .time, "60"),
            .optional("read_lines_limit", .integer, "1000"),
            .unsupported("read_bytes_limit_per_second", accepting: "-1"),
            .unsupported("multiline_flush_interval"),
            .optional("emit_unmatched_lines", .bool, "false"),
            .noEffect("enable_watch_timer", "files are always watched by a timer"),
            .noEffect("enable_stat_watcher", "files are always watched by a timer"),
            .unsupported("encoding", accepting: "utf-8", "UTF-8"),
            .unsupported("from_encoding", accepting: "utf-8", "UTF-8"),
            .optional("path_key", .string),
            .unsupported("open_on_every_update", accepting: "false"),
            .optional("limit_recently_modified", .time),
            .optional("skip_refresh_on_startup", .bool, "false"),
            .noEffect("ignore_repeated_permission_error", "an unreadable file is logged once"),
            .unsupported("path_timezone"),
            .noEffect("follow_inodes", "files are always known by their inode and first line"),
            .optional("max_line_size", .size),
        ],
        [
            .plugin("parse", .parser, isRequired: true),
            .unsupported("group", "<group> of tail is not supported: files are read in turn, a block each"),
        ]
    )

    private static let forwardInput = PluginSchema(
        .input,
        "forward",
        [
            .optional("port", .integer, "24224"),
            .optional("bind", .string, "0.0.0.0"),
            .noEffect("backlog", "the system's limit is used"),
            .noEffect("linger_timeout", "connections are closed by the system"),
            .noEffect("blocking_timeout", "nothing blocks"),
            .unsupported("resolve_hostname", accepting: "false"),
            .optional("deny_keepalive", .bool, "false"),
            .noEffect("send_keepalive_packet", "keep-alive packets are always sent"),
            .optional("chunk_size_warn_limit", .size),
            .optional("chunk_size_limit", .size, "64m"),
            .optional("decompression_size_limit", .size, "256m"),
            .optional("skip_invalid_event", .bool, "true"),
            .optional("source_address_key", .string),
            .unsupported("source_hostname_key"),
            .optional("tag", .string),
            .optional("add_tag_prefix", .string),
        ],
        [
            .one("transport", transport),
            .unsupported("security", "<security> of forward is not supported: bind to a trusted network"),
        ]
    )

    /// Its argument is checked by the plugin: `tcp` only.
    private static let transport = SectionSchema(parameters: [
        .unsupported("protocol", accepting: "tcp"),
        .noEffect("linger_timeout", "connections are closed by the system"),
    ])
}
