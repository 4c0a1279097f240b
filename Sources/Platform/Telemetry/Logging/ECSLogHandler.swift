import Bytes
public import Logging

/// Writes each event as one JSON object on one line, under the names of the Elastic Common Schema, so that log
/// searchers find `@timestamp`, `log.level`, `service.name` and `trace.id` without a mapping.
public struct ECSLogHandler: LogHandler {
    public var logLevel: Logger.Level
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?

    private let service: String
    private let version: String
    private let label: String
    private let destination: LogDestination

    public init(label: String, service: String, version: String, destination: LogDestination, level: Logger.Level) {
        self.label = label
        self.service = service
        self.version = version
        self.destination = destination
        self.logLevel = level
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        destination.write(line(for: event, at: .now(), trace: TraceContext.current))
    }

    /// The line of `event`, newline included.
    func line(for event: LogEvent, at time: Timestamp, trace: TraceContext?) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 512)
        writer.beginObject()
        writer.member("@timestamp", time.rfc3339(fractionDigits: 6))
        writer.member("log.level", event.level.rawValue)
        writer.member("message", event.message.description)
        writer.member("service.name", service)
        writer.member("service.version", version)
        if label != service {
            writer.member("log.logger", label)
        }
        if let trace {
            writer.member("trace.id", trace.traceID.description)
            writer.member("span.id", trace.spanID.description)
        }
        if let error = event.error {
            writer.member("error.type", String(reflecting: type(of: error)))
            writer.member("error.message", String(describing: error))
        }
        for (key, value) in fields(of: event).sorted(by: { $0.key < $1.key }) where !Self.ownNames.contains(key) {
            writer.key(key)
            writer.metadata(value)
        }
        writer.endObject()
        writer.bytes.append(UInt8(ascii: "\n"))
        return writer.bytes
    }

    /// What belongs to the event wins over what belongs to the logger.
    private func fields(of event: LogEvent) -> Logger.Metadata {
        var fields = metadataProvider?.get() ?? [:]
        fields.merge(metadata) { _, new in new }
        if let own = event.metadata {
            fields.merge(own) { _, new in new }
        }
        return fields
    }

    /// A second field of one of these names would make the object ambiguous.
    private static let ownNames: Set<String> = [
        "@timestamp", "log.level", "message", "service.name", "service.version", "trace.id", "span.id",
    ]
}

extension JSONWriter {
    /// Numbers and truth values stay what they are; all else is text.
    mutating func metadata(_ value: Logger.Metadata.Value) {
        switch value {
        case .string(let text): string(text)
        case .stringConvertible(let value as any FixedWidthInteger): integer(value)
        case .stringConvertible(let value as Double): double(value)
        case .stringConvertible(let value as Bool): bool(value)
        case .stringConvertible(let value): string(value.description)
        case .array(let values):
            beginArray()
            for value in values { metadata(value) }
            endArray()
        case .dictionary(let fields):
            beginObject()
            for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
                self.key(key)
                metadata(value)
            }
            endObject()
        }
    }
}
