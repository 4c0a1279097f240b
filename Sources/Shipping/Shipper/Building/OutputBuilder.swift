internal import Bytes
internal import EventPipeline
internal import FluentConfiguration
internal import Logging
internal import ServiceKit
internal import Storage

/// Builds outputs with their buffers.
struct OutputBuilder {
    let context: BuildContext
    /// Folders that have a buffer, and whose it is.
    private var directories: [String: String] = [:]
    private(set) var notes: [String] = []

    init(context: BuildContext) { self.context = context }

    /// Nil for an output that takes nothing from anybody (`null`).
    mutating func build(_ section: CheckedSection, id: String) throws -> OutputRunner? {
        if section.type == "null" { return nil }
        let defaults = Self.defaultKeys(section)
        guard let bufferSection = section.child("buffer") else {
            throw ConfigurationError(at: section.location, "BUG: '\(section.type)' has no buffer")
        }
        var buffer = try BufferBuilder.build(
            bufferSection,
            id: id,
            defaultKeys: defaults.keys,
            defaultTimekey: defaults.timekey,
            context: context
        )
        // Without a <buffer> section Fluentd prints at once.
        if section.type == "stdout", bufferSection.isImplied { buffer.flushMode = .immediate }
        if let directory = buffer.directory, let other = directories.updateValue(id, forKey: directory) {
            throw bufferSection.failure(
                "path",
                "Other '\(other)' plugin already uses the same buffer path \(directory)"
            )
        }
        let instruments = context.metrics.output(id, type: section.type)
        let output = try output(section, buffer, instruments)
        let workers = try bufferSection.integer("flush_thread_count", in: 1...64)
        // Two workers would cut one another's chunk short after a failed write.
        let isSerial = section.type == "file"
        guard !context.isCheck else { return nil }
        let opened: (buffer: EventBuffer, notes: [String])
        do {
            opened = try EventBuffer.open(buffer, now: Timestamp.now())
        } catch {
            throw StartupError("\(section.location): \(error)")
        }
        notes += opened.notes
        return OutputRunner(
            id: id,
            type: section.type,
            output: output,
            buffer: opened.buffer,
            workers: isSerial ? 1 : workers,
            slowThreshold: .seconds(section.float("slow_flush_log_threshold")),
            deadLetters: try deadLetters(section, bufferSection, buffer, id, instruments),
            instruments: instruments,
            logger: context.logger
        )
    }

    private static func defaultKeys(_ section: CheckedSection) -> (keys: [String], timekey: Int64?) {
        section.type == "file" ? (["time"], 86_400) : (["tag"], nil)
    }

    private func deadLetters(
        _ section: CheckedSection,
        _ bufferSection: CheckedSection,
        _ buffer: BufferConfiguration,
        _ id: String,
        _ instruments: OutputInstruments
    ) throws -> DeadLetterSink {
        guard !bufferSection.bool("disable_chunk_backup") else {
            return DeadLetterSink(file: nil, instruments: instruments)
        }
        let isOffered = section.type != "stdout"
        let written = isOffered ? section.optionalString("dead_letter_path") : nil
        let path =
            written ?? buffer.directory.map { $0 + "/dead-letters.jsonl" }
            ?? context.rootDirectory.map { "\($0)/worker0/\(id)/dead-letters.jsonl" }
        guard let path else { return DeadLetterSink(file: nil, instruments: instruments) }
        do {
            let limit = isOffered ? section.integer("dead_letter_limit_size") : 1 << 30
            return DeadLetterSink(
                file: try DeadLetterFile(path: path, output: id, limit: limit),
                instruments: instruments
            )
        } catch {
            throw StartupError("\(section.location): \(error)")
        }
    }

    private func output(
        _ section: CheckedSection,
        _ buffer: BufferConfiguration,
        _ instruments: OutputInstruments
    ) throws(ConfigurationError) -> any Output {
        switch section.type {
        case "stdout": StdoutOutput(formatter: try formatter(section))
        case "file": try file(section, buffer)
        case "forward": try forward(section, instruments)
        case "elasticsearch":
            ElasticsearchOutput(
                try ElasticsearchBuilder(section: section, keys: buffer.keys, hostname: context.hostname).build(),
                instruments: instruments,
                logger: context.logger
            )
        default:
            throw ConfigurationError(at: section.location, "BUG: output '\(section.type)' has a schema and no output")
        }
    }

    private func formatter(_ section: CheckedSection) throws(ConfigurationError) -> EventFormatter {
        guard let format = section.child("format") else {
            throw ConfigurationError(at: section.location, "BUG: '\(section.type)' has no format")
        }
        return try FormatterBuilder.build(format)
    }

    private func file(_ section: CheckedSection, _ buffer: BufferConfiguration) throws(ConfigurationError) -> FileOutput
    {
        var path = section.string("path")
        let template: ChunkTemplate
        do {
            var parsed = try ChunkTemplate(path, keys: buffer.keys, hostname: context.hostname)
            if !parsed.namesTime, let timekey = buffer.keys.timekey {
                // As in Fluentd: the slice is part of the name, as finely as it is long.
                path +=
                    timekey >= 86_400
                    ? ".%Y%m%d" : timekey >= 3600 ? ".%Y%m%d%H" : timekey >= 60 ? ".%Y%m%d%H%M" : ".%Y%m%d%H%M%S"
                parsed = try ChunkTemplate(path, keys: buffer.keys, hostname: context.hostname)
            }
            template = parsed
        } catch {
            throw section.failure("path", error.reason)
        }
        let compress = section.string("compress") != "text"
        let suffix = section.bool("add_path_suffix") ? section.string("path_suffix") : ""
        return FileOutput(
            path: template,
            suffix: suffix + (compress ? ".gz" : ""),
            appends: section.bool("append"),
            compresses: compress,
            formatter: try formatter(section),
            zone: buffer.keys.zone
        )
    }

    private func forward(
        _ section: CheckedSection,
        _ instruments: OutputInstruments
    ) throws(ConfigurationError) -> ForwardOutput {
        var servers: [ForwardOutput.Server] = []
        for server in section.children("server") {
            servers.append(
                ForwardOutput.Server(
                    host: server.string("host"),
                    port: try server.integer("port", in: 1...65535),
                    weight: try server.integer("weight", in: 0...1_000_000),
                    isStandby: server.bool("standby")
                )
            )
        }
        guard servers.contains(where: { $0.weight > 0 || $0.isStandby }) else {
            throw ConfigurationError(at: section.location, "no <server> has a weight above 0")
        }
        var settings = ForwardOutput.Settings(servers: servers)
        settings.connectTimeout = try section.positive("connect_timeout")
        settings.sendTimeout = try section.positive("send_timeout")
        settings.recoverWait = section.duration("recover_wait")
        if section.bool("require_ack_response") {
            settings.acknowledgementTimeout = try section.positive("ack_response_timeout")
        }
        settings.compresses = section.string("compress") == "gzip"
        return ForwardOutput(settings, instruments: instruments)
    }
}
