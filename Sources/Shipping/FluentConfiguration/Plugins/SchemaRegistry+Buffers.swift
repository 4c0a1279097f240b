extension SchemaRegistry {
    static let buffers: [PluginSchema] = [
        PluginSchema(.buffer, "memory", parameters(chunkLimit: "8m", totalLimit: "512m")),
        PluginSchema(
            .buffer,
            "file",
            parameters(chunkLimit: "256m", totalLimit: "64g") + [
                .optional("path", .string),
                .noEffect("path_suffix", "a buffer is a folder of log segments"),
                .unsupported("file_permission"),
                .unsupported("dir_permission"),
                .optional("sync", .enum(["none", "interval", "always"]), "always"),
            ]
        ),
    ]

    private static func parameters(chunkLimit: String, totalLimit: String) -> [Parameter] {
        [
            .optional("timekey", .time),
            .optional("timekey_wait", .time, "600"),
            .optional("timekey_use_utc", .bool, "false"),
            .optional("timekey_zone", .string),
            .optional("flush_at_shutdown", .bool),
            .optional("flush_mode", .enum(["default", "lazy", "interval", "immediate"]), "default"),
            .optional("flush_interval", .time, "60"),
            .optional("flush_thread_count", .integer, "1"),
            .noEffect("flush_thread_interval", "outputs wake when a chunk is due"),
            .noEffect("flush_thread_burst_interval", "outputs wake when a chunk is due"),
            .noEffect("delayed_commit_timeout", "an output answers for its chunk before it takes another"),
            .optional("overflow_action", .enum(["throw_exception", "block", "drop_oldest_chunk"]), "throw_exception"),
            .optional("retry_forever", .bool, "false"),
            .optional("retry_timeout", .time, "72h"),
            .optional("retry_max_times", .integer),
            .noEffect("retry_secondary_threshold", "there is no <secondary>"),
            .optional("retry_type", .enum(["exponential_backoff", "periodic"]), "exponential_backoff"),
            .optional("retry_wait", .time, "1"),
            .optional("retry_exponential_backoff_base", .float, "2"),
            .optional("retry_max_interval", .time),
            .optional("retry_randomize", .bool, "true"),
            .optional("chunk_limit_size", .size, chunkLimit),
            .optional("total_limit_size", .size, totalLimit),
            .noEffect("queue_limit_length", "total_limit_size is the limit"),
            .noEffect("queued_chunks_limit_size", "total_limit_size is the limit"),
            .optional("chunk_limit_records", .integer),
            .optional("chunk_full_threshold", .float, "0.95"),
            .unsupported("compress", accepting: "text"),
            .noEffect("decompression_size_limit", "chunks are not compressed"),
            .optional("disable_chunk_backup", .bool, "false"),
        ]
    }
}
