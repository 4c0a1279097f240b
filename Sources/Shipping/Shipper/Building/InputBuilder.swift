internal import EventPipeline
internal import FluentConfiguration
internal import ServiceKit

/// Reads the parameters of inputs.
enum InputBuilder {
    static func tail(_ plugin: FluentConfiguration.Plugin) throws(ConfigurationError) -> TailConfiguration {
        let section = plugin.section
        let delimiter = section.string("path_delimiter")
        guard delimiter.count == 1, let separator = delimiter.first else {
            throw section.failure("path_delimiter", "must be one character")
        }
        let paths = section.string("path").split(separator: separator).map { trimmed($0) }.filter { !$0.isEmpty }
        guard !paths.isEmpty else { throw section.failure("path", "must not be empty") }
        if let path = paths.first(where: { $0.contains("%") }) {
            throw section.failure("path", "'\(path)' has a time directive, which is not supported: write a glob")
        }
        let tag = section.string("tag")
        guard !tag.isEmpty, tag.filter({ $0 == "*" }).count <= 1 else {
            throw section.failure("tag", "must be a tag with one '*' at most")
        }
        guard let parse = section.child("parse") else {
            throw ConfigurationError(at: section.location, "<parse> section is required in 'tail'")
        }
        var tail = TailConfiguration(id: plugin.id, paths: paths, tag: tag, parser: try ParserBuilder.build(parse))
        tail.excludedPaths = section.strings("exclude_path")
        tail.positionFile = section.optionalString("pos_file")
        tail.readsFromHead = section.bool("read_from_head")
        tail.refreshInterval = try section.positive("refresh_interval")
        tail.rotateWait = section.duration("rotate_wait")
        tail.lineLimit = try section.integer("read_lines_limit", in: 1...1_000_000)
        tail.emitsUnmatchedLines = section.bool("emit_unmatched_lines")
        tail.pathKey = section.optionalString("path_key")
        tail.modificationLimit = section.optionalDuration("limit_recently_modified")
        if let limit = section.optionalInteger("max_line_size") {
            guard (1...64 << 20).contains(limit) else {
                throw section.failure("max_line_size", "must be from 1 to 64m")
            }
            tail.maximumLineBytes = limit
        }
        return tail
    }

    static func forward(_ plugin: FluentConfiguration.Plugin) throws(ConfigurationError) -> ForwardInput.Settings {
        let section = plugin.section
        if let transport = section.child("transport"), !transport.argument.isEmpty, transport.argument != "tcp" {
            throw ConfigurationError(
                at: transport.location,
                "<transport \(transport.argument)> is not supported: only tcp"
            )
        }
        var settings = ForwardInput.Settings()
        settings.address = ListenAddress(
            host: section.string("bind"),
            port: try section.integer("port", in: 0...65535)
        )
        settings.requestLimit = try section.integer("chunk_size_limit", in: 1024...128 << 20)
        settings.warnLimit = section.optionalInteger("chunk_size_warn_limit")
        settings.limits.decompressedBytes = try section.integer("decompression_size_limit", in: 1024...1 << 30)
        settings.tag = section.optionalString("tag")
        settings.tagPrefix = section.optionalString("add_tag_prefix")
        settings.sourceAddressKey = section.optionalString("source_address_key")
        settings.skipsInvalidEvents = section.bool("skip_invalid_event")
        settings.deniesKeepalive = section.bool("deny_keepalive")
        return settings
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0.isWhitespace }
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...end])
    }
}
