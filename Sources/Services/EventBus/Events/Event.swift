public import Bytes

/// Something that happened to an aggregate, in CloudEvents 1.0 terms. It travels as structured JSON, whatever the
/// broker, so that a copy in a file means the same as one on the wire.
///
/// Within a type's version (`….v1`) data only ever gains members; consumers ignore those they do not know.
public struct Event: Sendable, Equatable {
    /// UUIDv7, given once when the event is written to the outbox; every copy has the same, and duplicates are known
    /// by it.
    public let id: String
    /// What subscriptions filter by: `evt.<service>.<aggregate>.<event>`. Not part of the envelope.
    public let topic: String
    /// The CloudEvents type, `dev.martlet.user.registered.v1`.
    public let type: String
    /// The service that says so, `/users`.
    public let source: String
    /// The aggregate's id. Events of one aggregate reach a consumer in order.
    public let subject: String
    public let time: Timestamp
    /// Counts the aggregate's changes, from 1.
    public let aggregateVersion: Int64
    /// The trace that the change was made in, to be continued by whoever handles the event.
    public let traceparent: String?
    public let data: JSONValue

    public init(
        id: String,
        topic: String,
        type: String,
        source: String,
        subject: String,
        time: Timestamp,
        aggregateVersion: Int64,
        traceparent: String?,
        data: JSONValue
    ) {
        self.id = id
        self.topic = topic
        self.type = type
        self.source = source
        self.subject = subject
        self.time = time
        self.aggregateVersion = aggregateVersion
        self.traceparent = traceparent
        self.data = data
    }
}
