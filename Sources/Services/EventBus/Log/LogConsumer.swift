internal import Bytes
internal import SQLDatabase

/// A durable consumer's state in the log: what it may have next, and what became of what it had.
///
/// Only the oldest unsettled event of an aggregate is ever handed out. So order holds for each aggregate through
/// retries too, and an event that cannot be handled holds up its own aggregate and nothing else.
struct LogConsumer: Sendable {
    let log: SQLiteEventLog
    let name: String
    let filter: TopicFilter
    let options: SubscriptionOptions

    struct Settlement: Sendable {
        let sequence: Int64
        let attempt: Int
        let outcome: DeliveryOutcome
    }

    struct Batch: Sendable {
        var deliveries: [Delivery] = []
        /// Events that became dead letters in this step.
        var deadLettered = 0
        /// When something is due next that is not now; nil when nothing waits.
        var nextDue: Timestamp?
    }

    /// Enters the consumer into the log, at the oldest event when it is new.
    func register() async throws {
        let now = log.clock.now()
        let topics = filter.patterns.joined(separator: " ")
        try await log.database.write("events.register") { connection in
            _ = try connection.execute(
                """
                insert into consumers (name, topics, cursor, seen_at) values ($1, $2, 0, $3)
                on conflict (name) do update set topics = excluded.topics, seen_at = excluded.seen_at
                """,
                [name, topics, now]
            )
        }
    }

    /// Whether `exchange` would find something, without taking the write lock. Also when it has to be asked again.
    func look() async throws -> (hasWork: Bool, nextDue: Timestamp?) {
        let now = log.clock.now()
        return try await log.database.read("events.look") { connection in
            let behind = try connection.first(
                """
                select (select coalesce(max(seq), 0) from events) > cursor from consumers where name = $1
                """,
                [name]
            ) { try $0.bool(0) }
            let due = try Self.nextDue(of: name, on: connection)
            return (behind ?? true || due.map { $0 <= now } ?? false, due)
        }
    }

    /// One step in one transaction: settles what was handled, keeps the leases of what still runs (all of them when
    /// `renews`, and in any case those that have ended meanwhile), and takes up to `limit` new deliveries.
    func exchange(
        settling settlements: [Settlement],
        running: Set<Int64>,
        renews: Bool,
        limit: Int
    ) async throws -> Batch {
        try await log.database.write("events.exchange") { connection in
            // Read here: waiting for the write lock must not eat up the leases.
            let now = log.clock.now()
            let leaseEnd = now + options.lease
            var batch = Batch()
            for settlement in settlements {
                batch.deadLettered += try settle(settlement, now: now, on: connection) ? 1 : 0
            }
            for sequence in renews ? running : [] {
                try renew(sequence, until: leaseEnd, on: connection)
            }
            try advance(now: now, on: connection)
            if limit > 0 {
                try take(limit, besides: running, now: now, leaseEnd: leaseEnd, on: connection, into: &batch)
            }
            batch.nextDue = try Self.nextDue(of: name, on: connection)
            return batch
        }
    }
}

extension LogConsumer {
    /// Moves the cursor over new events and notes those that the filter wants.
    ///
    /// `seq > cursor` misses nothing here: SQLite has one writer, so numbers appear in the order of commit.
    private func advance(now: Timestamp, on connection: SQLConnection) throws {
        let open = try connection.first("select count(*) from deliveries where consumer = $1", [name]) {
            Int(try $0.integer(0))
        }
        let room = SQLiteEventLog.window - (open ?? 0)
        guard room > 0 else { return }
        let cursor = try connection.first("select cursor from consumers where name = $1", [name]) {
            try $0.integer(0)
        }
        guard let cursor else {
            throw SQLError(.interrupted, "consumer \(name) is not in the log any more")
        }
        let fresh = try connection.query(
            "select seq, topic, partition_key from events where seq > $1 order by seq limit $2",
            [cursor, room]
        ) { (sequence: try $0.integer(0), topic: try $0.text(1), partition: try $0.text(2)) }
        for event in fresh where filter.matches(event.topic) {
            try connection.execute(
                """
                insert into deliveries (consumer, seq, partition_key, attempts, next_at) values ($1, $2, $3, 0, $4)
                on conflict (consumer, seq) do nothing
                """,
                [name, event.sequence, event.partition, now]
            )
        }
        try connection.execute(
            "update consumers set cursor = $1, seen_at = $2 where name = $3",
            [fresh.last?.sequence ?? cursor, now, name]
        )
    }

    private func renew(_ sequence: Int64, until end: Timestamp, on connection: SQLConnection) throws {
        try connection.execute(
            "update deliveries set next_at = $1 where consumer = $2 and seq = $3",
            [end, name, sequence]
        )
    }

    private func take(
        _ limit: Int,
        besides running: Set<Int64>,
        now: Timestamp,
        leaseEnd: Timestamp,
        on connection: SQLConnection,
        into batch: inout Batch
    ) throws {
        let due = try connection.query(
            """
            select d.seq, d.attempts, e.topic, e.payload, d.reason from deliveries d join events e on e.seq = d.seq
            where d.consumer = $1 and d.next_at <= $2 and not exists (
                select 1 from deliveries b
                where b.consumer = d.consumer and b.partition_key = d.partition_key and b.seq < d.seq
            )
            order by d.seq limit $3
            """,
            [name, now, limit]
        ) {
            (
                sequence: try $0.integer(0), attempts: Int(try $0.integer(1)), topic: try $0.text(2),
                payload: try $0.text(3), reason: try $0.optionalText(4)
            )
        }
        for row in due {
            // Ours still: this process was held up for longer than a lease.
            if running.contains(row.sequence) {
                try renew(row.sequence, until: leaseEnd, on: connection)
                continue
            }
            // A handler that takes the process with it never settles: its attempts end here.
            guard row.attempts < options.maximumAttempts else {
                let reason = row.reason ?? "the handler did not finish"
                try bury(row.sequence, attempts: row.attempts, reason: reason, now: now, on: connection)
                batch.deadLettered += 1
                continue
            }
            do {
                let event = try Event(topic: row.topic, payload: row.payload)
                batch.deliveries.append(Delivery(event: event, sequence: row.sequence, attempt: row.attempts + 1))
            } catch {
                try bury(row.sequence, attempts: row.attempts, reason: "\(error)", now: now, on: connection)
                batch.deadLettered += 1
                continue
            }
            try connection.execute(
                "update deliveries set attempts = attempts + 1, next_at = $1 where consumer = $2 and seq = $3",
                [leaseEnd, name, row.sequence]
            )
        }
    }

    /// Answers whether a dead letter came of it.
    private func settle(_ settlement: Settlement, now: Timestamp, on connection: SQLConnection) throws -> Bool {
        switch settlement.outcome {
        case .acknowledge:
            try connection.execute(
                "delete from deliveries where consumer = $1 and seq = $2",
                [name, settlement.sequence]
            )
            return false
        case .reject(let reason):
            try bury(settlement.sequence, attempts: settlement.attempt, reason: reason, now: now, on: connection)
            return true
        case .retry(_, let reason) where settlement.attempt >= options.maximumAttempts:
            try bury(settlement.sequence, attempts: settlement.attempt, reason: reason, now: now, on: connection)
            return true
        case .retry(let delay, let reason):
            let next = now + (delay ?? options.backoff(afterAttempt: settlement.attempt))
            try connection.execute(
                "update deliveries set next_at = $1, reason = $2 where consumer = $3 and seq = $4",
                [next, reason, name, settlement.sequence]
            )
            return false
        }
    }

    private func bury(
        _ sequence: Int64,
        attempts: Int,
        reason: String,
        now: Timestamp,
        on connection: SQLConnection
    ) throws {
        try connection.execute(
            """
            insert into dead_letters
                (consumer, seq, topic, event_id, payload, partition_key, attempts, reason, dead_at)
            select $1, seq, topic, id, payload, partition_key, $2, $3, $4 from events where seq = $5
            on conflict (consumer, seq) do update set
                attempts = excluded.attempts, reason = excluded.reason, dead_at = excluded.dead_at
            """,
            [name, attempts, reason, now, sequence]
        )
        try connection.execute("delete from deliveries where consumer = $1 and seq = $2", [name, sequence])
    }

    /// The earliest time at which the head of an aggregate's queue may be handed out.
    private static func nextDue(of consumer: String, on connection: SQLConnection) throws -> Timestamp? {
        try connection.first(
            """
            select min(d.next_at) from deliveries d where d.consumer = $1 and not exists (
                select 1 from deliveries b
                where b.consumer = d.consumer and b.partition_key = d.partition_key and b.seq < d.seq
            )
            """,
            [consumer]
        ) { try $0.optionalTimestamp(0) } ?? nil
    }
}
