public import Logging
public import ServiceLifecycle
internal import UnixSignals

/// Says that a reload is not supported, instead of ending the program as SIGHUP and SIGUSR2 would.
public struct ReloadSignal: Service {
    private let logger: Logger

    public init(logger: Logger) { self.logger = logger }

    public func run() async throws {
        let logger = logger
        await cancelWhenGracefulShutdown {
            for await signal in await UnixSignalsSequence(trapping: .sighup, .sigusr2) {
                logger.warning("\(signal) is not supported: start the program again to read its configuration anew")
            }
        }
    }
}
