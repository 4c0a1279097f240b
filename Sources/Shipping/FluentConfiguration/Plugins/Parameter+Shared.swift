// Parameters that several plugins share.

extension [Parameter] {
    /// How a time is read or written.
    static func time(type: String = "string", format: String? = nil) -> [Parameter] {
        [
            .optional("time_type", .enum(["string", "unixtime", "float", "mixed"]), type),
            .optional("time_format", .string, format),
            .optional("localtime", .bool, "true"),
            .optional("utc", .bool, "false"),
            .optional("timezone", .string),
            .optional("time_format_fallbacks", .array),
        ]
    }

    /// What every parser has.
    static func parser(timeKey: String? = nil, timeType: String = "string", timeFormat: String? = nil) -> [Parameter] {
        time(type: timeType, format: timeFormat) + [
            .optional("types", .hash),
            .optional("time_key", .string, timeKey),
            .optional("null_value_pattern", .regexp),
            .optional("null_empty_string", .bool, "false"),
            .optional("estimate_current_event", .bool, "true"),
            .optional("keep_time_key", .bool, "false"),
            .noEffect("timeout", "the expression engine has its own limit on how far it goes back"),
        ]
    }

    /// What every output has.
    static let output: [Parameter] = [
        .noEffect("time_as_integer", "events keep their nanoseconds"),
        .optional("slow_flush_log_threshold", .float, "20.0"),
    ]
}
