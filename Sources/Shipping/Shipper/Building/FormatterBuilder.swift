internal import EventPipeline
internal import FluentConfiguration

/// Builds the formatter of a `<format>` section.
enum FormatterBuilder {
    static func build(_ section: CheckedSection) throws(ConfigurationError) -> EventFormatter {
        let ending = section.type == "stdout" || section.string("newline") == "lf" ? "\n" : "\r\n"
        switch section.type {
        case "json":
            return EventFormatter(.json, newline: section.bool("add_newline") ? ending : "")
        case "out_file":
            return EventFormatter(
                .outFile(
                    delimiter: delimiter(section.string("delimiter")),
                    hasTime: section.bool("output_time"),
                    hasTag: section.bool("output_tag")
                ),
                newline: ending,
                zone: try section.timeZone(),
                timeFormat: try section.timeFormat("time_format")
            )
        case "stdout":
            return EventFormatter(
                .stdout,
                zone: try section.timeZone(),
                timeFormat: try section.timeFormat("time_format")
            )
        case "ltsv":
            return EventFormatter(
                .ltsv(
                    delimiter: section.string("delimiter"),
                    labelDelimiter: section.string("label_delimiter"),
                    replacement: section.string("replacement")
                ),
                newline: section.bool("add_newline") ? ending : ""
            )
        case "single_value":
            return EventFormatter(
                .singleValue(key: section.string("message_key")),
                newline: section.bool("add_newline") ? ending : ""
            )
        default:
            throw ConfigurationError(
                at: section.location,
                "BUG: formatter '\(section.type)' has a schema and no formatter"
            )
        }
    }

    private static func delimiter(_ text: String) -> String {
        switch text {
        case "SPACE": " "
        case "COMMA": ","
        case "TAB": "\t"
        default: text
        }
    }
}
