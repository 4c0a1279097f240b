public import Logging
public import ServiceLifecycle
internal import UnixSignals

/// Says that a reload is not supported, instead of ending the program as SIGHUP and SIGUSR2 would.
public struct ReloadSignal: Service {
    private let logger: Logger
    private let signals: UnixSignalsSequence

    /// Heeds the signals from here on, so that none ends the program that is still starting.
    public init(logger: Logger) async {
        self.logger = logger
        signals = await UnixSignalsSequence(trapping: .sighup, .sigusr2)
    }

    public func run() async throws {
        let logger = logger
        await cancelWhenGracefulShutdown {
            for await signal in signals {
                logger.warning("\(signal) is not supported: start the program again to read its configuration anew")
            }
        }
    }
}
