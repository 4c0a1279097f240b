public import ServiceLifecycle

/// Turns readiness off as soon as a graceful shutdown begins, and holds the shutdown of everything that was started
/// before it for `delay`, so that load balancers notice while requests are still answered.
///
/// Services shut down in reverse order: put this last.
public struct DrainSignal: Service {
    private let health: Health
    private let delay: Duration

    public init(health: Health, delay: Duration) {
        self.health = health
        self.delay = delay
    }

    public func run() async throws {
        health.setStarted()
        try? await gracefulShutdown()
        health.setDraining()
        try? await Task.sleep(for: delay)
    }
}
