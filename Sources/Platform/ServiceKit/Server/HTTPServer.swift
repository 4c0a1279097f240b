public import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOExtras
import NIOPosix
public import ServiceLifecycle
import Synchronization
public import Telemetry

/// One HTTP listener with its router, as a service.
public final class HTTPServer: Service {
    /// With the real port.
    public let address: ListenAddress

    private let socket: Mutex<ListeningSocket?>
    private let channelSetup: HTTP1Channel
    private let options: HTTPServerOptions
    private let logger: Logger
    private let drain: DrainState

    /// Takes the port at once and serves when run. Requests that come in between wait in the kernel's queue.
    ///
    /// - Parameters:
    ///   - flag: What the user sets to choose another address, e.g. `--http.port`; named in errors.
    ///   - router: Complete: routes that are added later are not served.
    public static func bind(
        _ address: ListenAddress,
        flag: String,
        router: AppRouter,
        options: HTTPServerOptions = HTTPServerOptions(),
        telemetry: ServiceTelemetry
    ) throws(StartupError) -> HTTPServer {
        let socket = try ListeningSocket(address, flag: flag)
        return HTTPServer(socket: socket, router: router, options: options, telemetry: telemetry)
    }

    private init(
        socket: consuming sending ListeningSocket,
        router: AppRouter,
        options: HTTPServerOptions,
        telemetry: ServiceTelemetry
    ) {
        address = socket.address
        self.socket = Mutex(consume socket)
        self.options = options
        logger = telemetry.logger
        let drain = DrainState()
        self.drain = drain
        let pipeline = RequestPipeline(
            router: router,
            options: options,
            telemetry: telemetry,
            metrics: RequestMetrics(telemetry.metrics),
            drain: drain
        )
        channelSetup = HTTP1Channel(
            responder: { request, writer, channel in
                try await pipeline.handle(request, writer, channel)
            },
            configuration: .init(
                additionalChannelHandlers: [ContinueHandler(maxBodyBytes: options.maxBodyBytes)],
                idleTimeout: TimeAmount(options.idleTimeout),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: options.maxHeaderBytes,
                    maxHeaderListSize: options.maxHeaderBytes
                )
            )
        )
    }

    /// Serves until a graceful shutdown. Then busy connections are told to close with their next response, no new ones
    /// are taken, idle ones are closed, and requests that do not end within the drain's time are cut off.
    public func run() async throws {
        guard let socket = takeSocket() else {
            preconditionFailure("BUG: a server runs once")
        }
        let group = MultiThreadedEventLoopGroup.singleton
        let quiescing = ServerQuiescingHelper(group: group)
        let limit = ConnectionLimit(options.maxConnections)
        let setup = channelSetup
        let logger = logger
        let listener = try await ServerBootstrap(group: group)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(limit.handler())
                    try channel.pipeline.syncOperations.addHandler(quiescing.makeServerChannelHandler(channel: channel))
                }
            }
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .bind(socket) { channel in
                setup.setup(channel: channel, logger: logger)
            }
        let drain = drain
        let timeout = options.drainTimeout
        try await withThrowingTaskGroup(of: Void.self) { race in
            race.addTask {
                try await listener.executeThenClose { connections in
                    try await withThrowingDiscardingTaskGroup { tasks in
                        for try await connection in connections {
                            tasks.addTask {
                                await drain.withConnection { await setup.handle(value: connection, logger: logger) }
                            }
                        }
                    }
                }
            }
            race.addTask {
                try? await gracefulShutdown()
                drain.begin()
                if drain.hasConnections {
                    try? await Task.sleep(for: Self.announcedClose)
                }
                quiescing.initiateShutdown(promise: nil)
                try? await Task.sleep(for: timeout)
            }
            // Whichever is first: all connections have ended, or their time has.
            defer { race.cancelAll() }
            do {
                try await race.next()
            } catch is CancellationError {
                return
            }
        }
    }

    /// How long busy connections may end by announcement before the listener closes.
    private static let announcedClose = Duration.milliseconds(50)

    private func takeSocket() -> NIOBSDSocket.Handle? {
        socket.withLock { socket in
            guard let taken = socket.take() else { return nil }
            return taken.take()
        }
    }
}
