extension SchemaRegistry {
    static let filters: [PluginSchema] = [
        PluginSchema(
            .filter,
            "record_transformer",
            [
                .optional("remove_keys", .array),
                .optional("keep_keys", .array),
                .optional("renew_record", .bool, "false"),
                .optional("renew_time_key", .string),
                .unsupported("enable_ruby", accepting: "false", "no"),
                .optional("auto_typecast", .bool, "true"),
            ],
            [.free("record")]
        ),
        PluginSchema(.filter, "stdout", [], [.plugin("format", .formatter, defaultType: "stdout"), .inject]),
    ]
}
