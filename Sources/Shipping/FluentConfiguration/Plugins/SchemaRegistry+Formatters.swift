extension SchemaRegistry {
    private static let newline: [Parameter] = [.optional("newline", .enum(["lf", "crlf"]), "lf")]

    static let formatters: [PluginSchema] = [
        PluginSchema(
            .formatter,
            "json",
            newline + [
                .optional("add_newline", .bool, "true"),
                .noEffect("json_parser", "there is one JSON writer"),
            ]
        ),
        PluginSchema(
            .formatter,
            "out_file",
            .time() + newline + [
                .optional("output_time", .bool, "true"),
                .optional("output_tag", .bool, "true"),
                .optional("delimiter", .string, "\t"),
            ]
        ),
        PluginSchema(.formatter, "stdout", .time() + [.unsupported("output_type", accepting: "json")]),
        PluginSchema(
            .formatter,
            "ltsv",
            newline + [
                .optional("delimiter", .string, "\t"),
                .optional("label_delimiter", .string, ":"),
                .optional("replacement", .string, " "),
                .optional("add_newline", .bool, "true"),
            ]
        ),
        PluginSchema(
            .formatter,
            "single_value",
            newline + [.optional("message_key", .string, "message"), .optional("add_newline", .bool, "true")]
        ),
    ]
}
