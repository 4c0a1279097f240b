import Logging
import ServiceLifecycle
import UnixSignals

/// Says that a reload is not supported, instead of ending the program as SIGHUP and SIGUSR2 would.
struct ReloadSignal: Service {
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await signal in await UnixSignalsSequence(trapping: .sighup, .sigusr2) {
                logger.warning("\(signal) is not supported: start the program again to read its configuration anew")
            }
        }
    }
}
