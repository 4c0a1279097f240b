public import ServiceLifecycle
import UnixSignals

/// Reads the configuration again at every SIGHUP.
public struct ReloadSignal: Service {
    private let application: MetricsApplication
    private let signals: UnixSignalsSequence

    /// Heeds the signal from here on, so that none ends the program that is still starting.
    public init(_ application: MetricsApplication) async {
        self.application = application
        signals = await UnixSignalsSequence(trapping: .sighup)
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in signals { application.reload() }
        }
    }
}
