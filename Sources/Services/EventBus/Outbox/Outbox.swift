internal import Bytes
public import SQLDatabase

/// Events that a service has decided on and not yet published: rows of its own database, written in the transaction
/// that made them true. So there is no change without its event and no event without its change.
public struct Outbox: Sendable {
    /// The tables that a service's schema needs for its outbox and inbox.
    public static let schema = """
        create table outbox (
            seq {{identity}},
            id text not null unique,
            topic text not null,
            payload text not null,
            created_at bigint not null,
            published_at bigint
        );
        create index outbox_pending on outbox (seq) where published_at is null;
        create table inbox (
            consumer text not null,
            event_id text not null,
            received_at bigint not null,
            primary key (consumer, event_id)
        );
        """

    let signal = WakeSignal()

    public init() {}

    /// Adds an event to the transaction of `connection`; once that is committed, the relay is woken.
    public func append(_ event: Event, to connection: SQLConnection) throws {
        try connection.execute(
            "insert into outbox (id, topic, payload, created_at) values ($1, $2, $3, $4)",
            [event.id, event.topic, event.cloudEvent.text, event.time]
        )
        connection.afterCommit { [signal] in signal.raise() }
    }
}
