public import Bytes

/// The structured JSON form of CloudEvents 1.0, with the extensions `traceparent`, `partitionkey` and
/// `aggregateversion`.
extension Event {
    public var cloudEvent: JSONValue {
        var object = JSONObject()
        object.append("specversion", "1.0")
        object.append("id", .string(id))
        object.append("source", .string(source))
        object.append("type", .string(type))
        object.append("subject", .string(subject))
        object.append("time", .string(time.rfc3339(fractionDigits: 6)))
        object.append("datacontenttype", "application/json")
        object.append("partitionkey", .string(subject))
        object.append("aggregateversion", .integer(aggregateVersion))
        if let traceparent { object.append("traceparent", .string(traceparent)) }
        object.append("data", data)
        return .object(object)
    }

    /// Reads an envelope. Unknown members are ignored; what is missing or of another type is named.
    public init(topic: String, cloudEvent envelope: JSONValue) throws(EventFormatError) {
        func text(_ member: String) throws(EventFormatError) -> String {
            guard let text = envelope[member]?.string, !text.isEmpty else {
                throw EventFormatError("the envelope's \(member) is missing or not a text")
            }
            return text
        }
        let version = try text("specversion")
        guard version == "1.0" else { throw EventFormatError("specversion is \(version), not 1.0") }
        guard let time = Timestamp(rfc3339: try text("time")) else {
            throw EventFormatError("the envelope's time is not an RFC 3339 time")
        }
        self.init(
            id: try text("id"),
            topic: topic,
            type: try text("type"),
            source: try text("source"),
            subject: try text("subject"),
            time: time,
            aggregateVersion: Int64(envelope["aggregateversion"]?.int ?? 0),
            traceparent: envelope["traceparent"]?.string,
            data: envelope["data"] ?? .null
        )
    }

    public init(topic: String, payload: String) throws(EventFormatError) {
        let envelope: JSONValue
        do {
            envelope = try JSONValue(parsing: payload)
        } catch {
            throw EventFormatError("the envelope is not JSON: \(error)")
        }
        try self.init(topic: topic, cloudEvent: envelope)
    }

    /// A member of `data` that the event's type promises.
    public func text(_ member: String) throws(EventFormatError) -> String {
        guard let text = data[member]?.string else {
            throw EventFormatError("data.\(member) is missing or not a text")
        }
        return text
    }
}

/// An envelope or its data is not what its type promises. Trying again does not help, so it is dead-lettered at once.
public struct EventFormatError: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}
