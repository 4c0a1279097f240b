public import Bytes
internal import SQLDatabase

/// An event that a consumer could not handle, kept with the reason until somebody looks at it.
public struct DeadLetter: Sendable {
    public let id: Int64
    public let consumer: String
    public let sequence: Int64
    public let topic: String
    public let eventID: String
    /// The CloudEvents envelope as it was published.
    public let payload: String
    public let attempts: Int
    public let reason: String
    public let time: Timestamp
}

extension SQLiteEventLog {
    /// The newest dead letters, at most `limit`.
    public func deadLetters(limit: Int = 100) async throws -> [DeadLetter] {
        try await database.read("events.dead_letters") { connection in
            try connection.query(
                """
                select id, consumer, seq, topic, event_id, payload, attempts, reason, dead_at from dead_letters
                order by id desc limit $1
                """,
                [limit]
            ) { row in
                DeadLetter(
                    id: try row.integer(0),
                    consumer: try row.text(1),
                    sequence: try row.integer(2),
                    topic: try row.text(3),
                    eventID: try row.text(4),
                    payload: try row.text(5),
                    attempts: Int(try row.integer(6)),
                    reason: try row.text(7),
                    time: try row.timestamp(8)
                )
            }
        }
    }

    /// Has the consumer try again, from the first attempt. Answers false when there is no such dead letter.
    public func replayDeadLetter(_ id: Int64) async throws -> Bool {
        let now = clock.now()
        let replayed = try await database.write("events.replay") { connection in
            let delivered = try connection.execute(
                """
                insert into deliveries (consumer, seq, partition_key, attempts, next_at)
                select consumer, seq, partition_key, 0, $1 from dead_letters where id = $2
                on conflict (consumer, seq) do nothing
                """,
                [now, id]
            )
            let removed = try connection.execute("delete from dead_letters where id = $1", [id])
            return delivered + removed > 0
        }
        hub.raise()
        return replayed
    }

    /// Forgets a dead letter. Answers false when there is no such one.
    public func discardDeadLetter(_ id: Int64) async throws -> Bool {
        try await database.write("events.discard") { connection in
            try connection.execute("delete from dead_letters where id = $1", [id]) > 0
        }
    }
}
