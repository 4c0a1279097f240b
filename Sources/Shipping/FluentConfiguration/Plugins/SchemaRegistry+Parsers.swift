extension SchemaRegistry {
    static let parsers: [PluginSchema] = [
        PluginSchema(
            .parser,
            "json",
            .parser(timeKey: "time", timeType: "float") + [
                .noEffect("json_parser", "there is one JSON parser"),
                .noEffect("stream_buffer_size", "lines are parsed whole"),
            ]
        ),
        PluginSchema(.parser, "none", .parser() + [.optional("message_key", .string, "message")]),
        PluginSchema(
            .parser,
            "regexp",
            .parser(timeKey: "time") + [
                .required("expression", .regexp),
                .optional("ignorecase", .bool, "false"),
                .optional("multiline", .bool, "false"),
            ]
        ),
        PluginSchema(
            .parser,
            "ltsv",
            .parser(timeKey: "time") + [
                .optional("delimiter", .string, "\t"),
                .optional("delimiter_pattern", .regexp),
                .optional("label_delimiter", .string, ":"),
            ]
        ),
        PluginSchema(
            .parser,
            "csv",
            .parser() + [
                .required("keys", .array),
                .optional("delimiter", .string, ","),
                .noEffect("parser_engine", "there is one CSV parser"),
                .noEffect("parser_type", "there is one CSV parser"),
            ]
        ),
        PluginSchema(.parser, "tsv", .parser() + [.required("keys", .array), .optional("delimiter", .string, "\t")]),
        PluginSchema(.parser, "apache2", .parser()),
        PluginSchema(
            .parser,
            "nginx",
            .parser(timeKey: "time", timeFormat: "%d/%b/%Y:%H:%M:%S %z") + [.optional("expression", .regexp)]
        ),
    ]
}
