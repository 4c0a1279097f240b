internal import Bytes
internal import EventBus
internal import Telemetry

/// What the user service tells the others. No e-mail address leaves this service.
enum UserEvents {
    static func registered(_ user: User, at time: Timestamp) -> Event {
        event("registered", user, at: time)
    }

    static func updated(_ user: User, at time: Timestamp) -> Event {
        event("updated", user, at: time)
    }

    private static func event(_ name: String, _ user: User, at time: Timestamp) -> Event {
        Event(
            id: UUIDv7.make(at: time),
            topic: "evt.users.user.\(name)",
            type: "dev.martlet.user.\(name).v1",
            source: "/users",
            subject: user.id,
            time: time,
            aggregateVersion: user.version,
            traceparent: TraceContext.current?.traceparent,
            data: [
                "userId": .string(user.id),
                "username": .string(user.username),
                "displayName": .string(user.displayName),
            ]
        )
    }
}
