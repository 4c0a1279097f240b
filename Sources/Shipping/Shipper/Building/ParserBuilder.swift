internal import EventPipeline
internal import Expressions
internal import FluentConfiguration

/// Builds the parser of a `<parse>` section.
enum ParserBuilder {
    static func build(_ section: CheckedSection) throws(ConfigurationError) -> LineParser {
        var parser = LineParser(try syntax(section))
        parser.timeKey = section.optionalString("time_key")
        if section.type == "apache2", parser.timeKey == nil { parser.timeKey = "time" }
        parser.keepsTimeKey = section.bool("keep_time_key")
        parser.estimatesTime = section.bool("estimate_current_event")
        parser.nullsEmptyStrings = section.bool("null_empty_string")
        if let pattern = section.regexp("null_value_pattern") {
            parser.nullValuePattern = try expression(pattern, section, "null_value_pattern")
        }
        parser.timeReader = try timeReader(section)
        for member in section.hash("types") {
            parser.types[member.key] = try fieldType(member.value.plain, section)
        }
        return parser
    }

    static func expression(
        _ regexp: RegexpParameter,
        _ section: CheckedSection,
        _ name: String
    ) throws(ConfigurationError) -> RubyExpression {
        var options: RubyExpression.Options = []
        if regexp.ignoresCase { options.insert(.ignoreCase) }
        if regexp.isMultiline { options.insert(.multiline) }
        do {
            return try RubyExpression(regexp.pattern, options: options)
        } catch {
            throw section.failure(name, "\(error)")
        }
    }

    private static let nginx =
        #"^(?<remote>[^ ]*) (?<host>[^ ]*) (?<user>[^ ]*) \[(?<time>[^\]]*)\] "(?<method>\S+)(?: +(?<path>[^\"]*?)(?: +\S*)?)?""#
        + #" (?<code>[^ ]*) (?<size>[^ ]*)(?: "(?<referer>[^\"]*)" "(?<agent>[^\"]*)"(?:\s+\"?(?<http_x_forwarded_for>[^\"]*)\"?)?)?$"#

    private static func syntax(_ section: CheckedSection) throws(ConfigurationError) -> LineSyntax {
        switch section.type {
        case "json": return .json
        case "none": return .none(messageKey: section.string("message_key"))
        case "apache2": return .apache2
        case "nginx":
            return .regexp(
                try expression(section.regexp("expression") ?? RegexpParameter(nginx), section, "expression")
            )
        case "regexp":
            guard let written = section.regexp("expression") else {
                throw section.failure("expression", "is required")
            }
            let regexp = RegexpParameter(
                written.pattern,
                ignoresCase: written.ignoresCase || section.bool("ignorecase"),
                isMultiline: written.isMultiline || section.bool("multiline")
            )
            let compiled = try expression(regexp, section, "expression")
            guard !compiled.groupNames.isEmpty else {
                throw section.failure(
                    "expression",
                    "No named captures in 'expression' parameter. The regexp must have at least one named capture"
                )
            }
            return .regexp(compiled)
        case "ltsv":
            return .ltsv(
                delimiter: section.string("delimiter"),
                delimiterPattern: try section.regexp("delimiter_pattern")
                    .map { (pattern) throws(ConfigurationError) in try expression(pattern, section, "delimiter_pattern")
                    },
                labelDelimiter: section.string("label_delimiter")
            )
        case "csv":
            let delimiter = Array(section.string("delimiter").utf8)
            guard delimiter.count == 1 else { throw section.failure("delimiter", "must be one ASCII character") }
            return .csv(keys: section.strings("keys"), delimiter: delimiter[0])
        case "tsv":
            guard !section.string("delimiter").isEmpty else { throw section.failure("delimiter", "must not be empty") }
            return .tsv(keys: section.strings("keys"), delimiter: section.string("delimiter"))
        default:
            throw ConfigurationError(at: section.location, "BUG: parser '\(section.type)' has a schema and no parser")
        }
    }

    private static func timeReader(_ section: CheckedSection) throws(ConfigurationError) -> TimeReader {
        let zone = try section.timeZone()
        if section.type == "apache2" {
            let format = try? TimeFormat("%d/%b/%Y:%H:%M:%S %z")
            return TimeReader(.string(format.map { [$0] } ?? []), zone: zone)
        }
        let format = try section.timeFormat("time_format")
        switch section.string("time_type") {
        case "unixtime": return TimeReader(.unixtime, zone: zone)
        case "float":
            // With a format the time is a text, whatever the default type of the parser.
            if let format, !section.isWritten("time_type") { return TimeReader(.string([format]), zone: zone) }
            return TimeReader(.float, zone: zone)
        case "mixed":
            let texts =
                (section.optionalString("time_format").map { [$0] } ?? []) + section.strings("time_format_fallbacks")
            guard !section.strings("time_format_fallbacks").isEmpty else {
                throw section.failure("time_type", "time_type is :mixed but time_format_fallbacks is empty.")
            }
            var kinds: [TimeReader.Kind] = []
            for text in texts { kinds.append(try kind(text, section)) }
            return TimeReader(.mixed(kinds), zone: zone)
        default: return TimeReader(.string(format.map { [$0] } ?? []), zone: zone)
        }
    }

    private static func kind(_ text: String, _ section: CheckedSection) throws(ConfigurationError) -> TimeReader.Kind {
        switch text {
        case "unixtime": return .unixtime
        case "float": return .float
        default:
            do {
                return .string([try TimeFormat(text)])
            } catch {
                throw section.failure("time_format_fallbacks", error.reason)
            }
        }
    }

    /// `integer`, `time:%Y-%m-%d`, `time:unixtime`, `array:|` and so on.
    private static func fieldType(_ text: String, _ section: CheckedSection) throws(ConfigurationError) -> FieldType {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let option = parts.count > 1 ? String(parts[1]) : nil
        switch parts.first {
        case "string": return .string
        case "integer": return .integer
        case "float": return .float
        case "bool": return .bool
        case "array": return .array(delimiter: option.flatMap { $0.isEmpty ? nil : $0 } ?? ",")
        case "time":
            guard let option, !option.isEmpty else { return .time(TimeReader(.string([]), zone: .local)) }
            if option == "unixtime" { return .time(TimeReader(.unixtime)) }
            if option == "float" { return .time(TimeReader(.float)) }
            // `time:+0900:%Y-…` has a zone in front.
            var format = option
            var zone = TimeZoneRule.local
            if let colon = option.firstIndex(of: ":"), let found = TimeZoneRule(String(option[..<colon])) {
                zone = found
                format = String(option[option.index(after: colon)...])
            }
            do {
                return .time(TimeReader(.string([try TimeFormat(format)]), zone: zone))
            } catch {
                throw section.failure("types", error.reason)
            }
        default:
            throw section.failure("types", "'\(text)' is no type: string, integer, float, bool, time, array")
        }
    }
}
