public import Logging
public import SQLDatabase
public import ServiceLifecycle
internal import Telemetry

extension EventBus {
    /// A subscription whose effect is a transaction in the service's own database: `apply` runs once for each event,
    /// together with the event's entry in the inbox, inside the trace that the event came from.
    ///
    /// An `EventFormatError` makes a dead letter at once, any other error is tried again.
    public func consumer(
        durable: String,
        topics: [String],
        database: SQLDatabase,
        clock: WallClock = .system,
        options: SubscriptionOptions = SubscriptionOptions(),
        logger: Logger,
        apply: @escaping @Sendable (Event, SQLConnection) throws -> Void
    ) -> any Service {
        subscription(durable: durable, topics: topics, options: options) { delivery in
            let event = delivery.event
            let trace = event.traceparent.flatMap { TraceContext(traceparent: $0) }?.child() ?? TraceContext.root()
            return await TraceContext.$current.withValue(trace) {
                var logger = logger
                logger[metadataKey: "event.id"] = "\(event.id)"
                logger[metadataKey: "event.action"] = "\(event.type)"
                do {
                    let fresh = try await database.write("inbox.apply") { connection in
                        guard try Inbox.receive(event, consumer: durable, at: clock.now(), on: connection) else {
                            return false
                        }
                        try apply(event, connection)
                        return true
                    }
                    logger.info(fresh ? "Event handled" : "Event was handled before")
                    return .acknowledge
                } catch let error as EventFormatError {
                    logger.error("Event refused: \(error)")
                    return .reject(reason: "\(error)")
                } catch {
                    logger.warning("Event not handled on attempt \(delivery.attempt): \(error)")
                    return .retry(after: nil, reason: "\(error)")
                }
            }
        }
    }
}
