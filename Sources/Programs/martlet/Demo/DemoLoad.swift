import Bytes
import Logging
import ServiceKit
import ServiceLifecycle
import Telemetry

/// Sends what a small company's people would: they register, log in, keep to-do lists and write posts, and now and then
/// get something wrong. Bounded in number and in rate, and then silent.
struct DemoLoad: Service {
    /// Where the services' public paths are.
    let url: String
    let logger: Logger
    var requests = 3_000
    var perSecond = 12

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown { try await send() }
        } catch is CancellationError {
            return
        }
        // An ended service would end the platform.
        try? await gracefulShutdown()
    }

    private func send() async throws {
        var actors = DemoActor.cast
        var random = SystemRandomNumberGenerator()
        let caller = HTTPCaller(userAgent: "martlet-demo/\(Version.current)")
        let pause = Duration.seconds(1) / perSecond
        var sent = 0
        while sent < requests {
            for index in actors.indices where sent < requests {
                try await Task.sleep(for: pause)
                let step = actors[index].next(using: &random)
                let reply = await TraceContext.$current.withValue(.root()) {
                    try? await caller.request(
                        step.method,
                        url + step.path,
                        headers: actors[index].headers,
                        body: step.body?.serialized(),
                        timeout: .seconds(5)
                    )
                }
                actors[index].took(step, reply)
                sent += 1
            }
        }
        logger.notice("the demo has sent its \(requests) requests and rests")
    }
}
