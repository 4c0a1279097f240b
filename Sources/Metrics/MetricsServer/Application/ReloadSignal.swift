public import ServiceLifecycle
import UnixSignals

/// Reads the configuration again at every SIGHUP.
public struct ReloadSignal: Service {
    private let application: MetricsApplication

    public init(_ application: MetricsApplication) {
        self.application = application
    }

    public func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup)
        await cancelWhenGracefulShutdown {
            for await _ in signals { application.reload() }
        }
    }
}
