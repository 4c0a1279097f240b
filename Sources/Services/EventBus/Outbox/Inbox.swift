public import Bytes
public import SQLDatabase

/// The events that a consumer has had. Recorded in the transaction of the event's effect, it makes at-least-once
/// delivery an exactly-once effect.
public enum Inbox {
    /// Longer than any event can come again: the log keeps events for a shorter time.
    static let retention = Duration.seconds(40 * 86_400)

    /// Whether the consumer meets this event for the first time. False: leave its effect out.
    public static func receive(
        _ event: Event,
        consumer: String,
        at time: Timestamp,
        on connection: SQLConnection
    ) throws -> Bool {
        try connection.execute(
            "insert into inbox (consumer, event_id, received_at) values ($1, $2, $3) on conflict do nothing",
            [consumer, event.id, time]
        ) == 1
    }
}
