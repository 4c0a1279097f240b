internal import EventPipeline
internal import FluentConfiguration

/// Reads a `<buffer>` section.
enum BufferBuilder {
    /// - Parameters:
    ///   - defaultKeys: The chunk keys where the section names none.
    ///   - defaultTimekey: The time slice of an output that has one by itself.
    static func build(
        _ section: CheckedSection,
        id: String,
        defaultKeys: [String],
        defaultTimekey: Int64? = nil,
        context: BuildContext
    ) throws(ConfigurationError) -> BufferConfiguration {
        var configuration = BufferConfiguration()
        if section.type == "file" {
            guard let path = path(section, id, context) else {
                throw ConfigurationError(
                    at: section.location,
                    "'path' parameter is required in <buffer> @type file (or root_dir in <system>)"
                )
            }
            configuration.directory = path
            switch section.string("sync") {
            case "none": configuration.synchronization = .none
            case "interval": configuration.synchronization = .interval
            default: configuration.synchronization = .always
            }
        }
        configuration.keys = try keys(section, defaultKeys, defaultTimekey)
        configuration.flushMode = try flushMode(section, configuration.keys)
        configuration.flushesAtShutdown = section.optionalBool("flush_at_shutdown")
        configuration.chunkLimitBytes = try section.integer("chunk_limit_size", in: 1...(128 << 20) * 8)
        configuration.totalLimitBytes = try section.integer("total_limit_size", in: 1...Int.max / 4)
        configuration.chunkLimitRecords = section.optionalInteger("chunk_limit_records")
        configuration.fullThreshold = section.float("chunk_full_threshold")
        guard (0...1).contains(configuration.fullThreshold) else {
            throw section.failure("chunk_full_threshold", "must be from 0 to 1")
        }
        switch section.string("overflow_action") {
        case "block": configuration.overflow = .block
        case "drop_oldest_chunk": configuration.overflow = .dropOldestChunk
        default: configuration.overflow = .refuse
        }
        configuration.retry = try retry(section)
        return configuration
    }

    /// The folder of the log. Fluentd's `path` may be a pattern for files: what stands before the star is the folder.
    private static func path(_ section: CheckedSection, _ id: String, _ context: BuildContext) -> String? {
        guard let path = section.optionalString("path") else {
            return context.rootDirectory.map { "\($0)/worker0/\(id)/buffer" }
        }
        guard let star = path.firstIndex(of: "*") else { return path }
        var folder = String(path[..<star])
        while let last = folder.last, last == "/" || last == "." { folder.removeLast() }
        return folder
    }

    private static func keys(
        _ section: CheckedSection,
        _ defaultKeys: [String],
        _ defaultTimekey: Int64?
    ) throws(ConfigurationError) -> ChunkKeys {
        let written = section.argument.split { $0 == "," || $0 == " " }.map(String.init)
        let names = section.argument.isEmpty ? defaultKeys : written.filter { $0 != "[]" }
        var keys = ChunkKeys()
        for name in names {
            switch name {
            case "tag": keys.usesTag = true
            case "time":
                let seconds = section.optionalDuration("timekey").map { $0.components.seconds } ?? defaultTimekey
                guard let seconds, seconds > 0 else {
                    throw ConfigurationError(
                        at: section.location,
                        "<buffer ...> argument includes 'time', but timekey is not configured"
                    )
                }
                keys.timekey = seconds
            case _ where name.hasPrefix("$"):
                throw ConfigurationError(
                    at: section.location,
                    "the chunk key '\(name)' is a path; only fields of the record itself are supported"
                )
            default: keys.fields.append(name)
            }
        }
        if section.bool("timekey_use_utc") {
            keys.zone = .utc
        } else if let text = section.optionalString("timekey_zone") {
            guard let zone = TimeZoneRule(text) else {
                throw section.failure("timekey_zone", "'\(text)' is no offset such as +09:00")
            }
            keys.zone = zone
        }
        return keys
    }

    private static func flushMode(
        _ section: CheckedSection,
        _ keys: ChunkKeys
    ) throws(ConfigurationError) -> BufferConfiguration.FlushMode {
        let interval = section.duration("flush_interval")
        let wait = section.duration("timekey_wait")
        switch section.string("flush_mode") {
        case "immediate": return .immediate
        case "interval": return .interval(interval)
        case "lazy":
            guard keys.timekey != nil else {
                throw section.failure("flush_mode", "lazy needs 'time' among the chunk keys")
            }
            return .lazy(wait: wait)
        default:
            if interval == .zero { return .immediate }
            return keys.timekey != nil && !section.isWritten("flush_interval") ? .lazy(wait: wait) : .interval(interval)
        }
    }

    private static func retry(_ section: CheckedSection) throws(ConfigurationError) -> RetryPolicy {
        var policy = RetryPolicy()
        policy.wait = try section.positive("retry_wait")
        policy.base = section.string("retry_type") == "periodic" ? 1 : section.float("retry_exponential_backoff_base")
        guard policy.base >= 1 else { throw section.failure("retry_exponential_backoff_base", "must be 1 or more") }
        policy.maximumInterval = section.optionalDuration("retry_max_interval")
        policy.isRandomized = section.bool("retry_randomize")
        if section.bool("retry_forever") {
            policy.timeout = nil
        } else {
            policy.timeout = section.duration("retry_timeout")
            policy.maximumTimes = section.optionalInteger("retry_max_times")
        }
        return policy
    }
}
