internal import SQLDatabase

enum EventLogSchema {
    static let migrations = [
        Migration(
            1,
            "event log",
            """
            create table events (
                seq {{identity}},
                id text not null unique,
                topic text not null,
                partition_key text not null,
                payload text not null,
                created_at bigint not null
            );
            create table consumers (
                name text primary key,
                topics text not null,
                cursor bigint not null,
                seen_at bigint not null
            );
            create table deliveries (
                consumer text not null references consumers (name) on delete cascade,
                seq bigint not null references events (seq),
                partition_key text not null,
                attempts bigint not null,
                next_at bigint not null,
                reason text,
                primary key (consumer, seq)
            );
            create index deliveries_by_partition on deliveries (consumer, partition_key, seq);
            create table dead_letters (
                id {{identity}},
                consumer text not null,
                seq bigint not null,
                topic text not null,
                event_id text not null,
                payload text not null,
                partition_key text not null,
                attempts bigint not null,
                reason text not null,
                dead_at bigint not null,
                unique (consumer, seq)
            );
            """
        )
    ]
}
