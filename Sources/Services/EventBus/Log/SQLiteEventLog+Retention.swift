internal import Bytes
internal import SQLDatabase
public import ServiceLifecycle

extension SQLiteEventLog {
    /// Removes what its retention has run out for. Events that a living consumer still has before it, that wait for a
    /// delivery or that lie in the dead letters stay, however old. Answers how many events went.
    @discardableResult
    public func sweep() async throws -> Int {
        let now = clock.now()
        return try await database.write("events.sweep") { [retention] connection in
            try connection.execute(
                "delete from consumers where seen_at < $1",
                [now - retention.consumers]
            )
            try connection.execute(
                "delete from dead_letters where dead_at < $1",
                [now - retention.deadLetters]
            )
            return try connection.execute(
                """
                delete from events where created_at < $1
                    and seq <= coalesce((select min(cursor) from consumers), seq)
                    and not exists (select 1 from deliveries d where d.seq = events.seq)
                    and not exists (select 1 from dead_letters l where l.seq = events.seq)
                """,
                [now - retention.events]
            )
        }
    }

    /// A service that sweeps at its start and then every `interval`.
    public func retentionSweeper(every interval: Duration = .seconds(3_600)) -> any Service {
        RetentionSweeper(log: self, interval: interval)
    }
}

private struct RetentionSweeper: Service {
    let log: SQLiteEventLog
    let interval: Duration

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                // A sweep that fails is made up for by the next one.
                _ = try? await log.sweep()
                try? await Task.sleep(for: interval)
            }
        }
    }
}
