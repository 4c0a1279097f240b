internal import Bytes
internal import EventPipeline
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import ServiceKit
internal import ServiceLifecycle
internal import Synchronization
internal import Telemetry

/// A server of the forward protocol.
final class ForwardInput: Service {
    struct Settings: Sendable {
        var address = ListenAddress(host: "0.0.0.0", port: 24224)
        /// The largest request in bytes.
        var requestLimit = 64 << 20
        var warnLimit: Int?
        var limits = ForwardMessage.Limits()
        /// Takes the place of every tag.
        var tag: String?
        var tagPrefix: String?
        var sourceAddressKey: String?
        /// A request with an event that is none is taken without it.
        var skipsInvalidEvents = true
        /// A connection is closed after one request.
        var deniesKeepalive = false
    }

    /// Connections at a time; one beyond is closed.
    static let connectionLimit = 1024
    /// What of a request goes into a buffer at once.
    private static let partBytes = 8 << 20

    let address: ListenAddress
    private let settings: Settings
    private let socket: Mutex<ListeningSocket?>
    private let pipeline: Pipeline
    private let label: String?
    private let instruments: InputInstruments
    private let logger: Logger
    private let connections = Atomic<Int>(0)

    init(
        id: String,
        settings: Settings,
        flag: String,
        pipeline: Pipeline,
        label: String?,
        instruments: InputInstruments,
        logger: Logger
    ) throws(StartupError) {
        let socket = try ListeningSocket(settings.address, flag: flag)
        address = socket.address
        self.socket = Mutex(consume socket)
        self.settings = settings
        self.pipeline = pipeline
        self.label = label
        self.instruments = instruments
        var logger = logger
        logger[metadataKey: "labels.plugin_id"] = "\(id)"
        self.logger = logger
    }

    func run() async throws {
        let descriptor = socket.withLock { socket -> NIOBSDSocket.Handle? in
            guard let taken = socket.take() else { return nil }
            return taken.take()
        }
        guard let descriptor else { preconditionFailure("BUG: a server runs once") }
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .bind(descriptor) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.accept(listener) }
            try? await gracefulShutdown()
            group.cancelAll()
        }
    }

    private func accept(_ listener: NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never>) async {
        do {
            try await listener.executeThenClose { clients in
                try await withThrowingDiscardingTaskGroup { group in
                    for try await client in clients {
                        guard connections.load(ordering: .relaxed) < Self.connectionLimit else {
                            logger.warning(
                                "too many forward connections",
                                metadata: ["labels.limit": "\(Self.connectionLimit)"]
                            )
                            client.channel.close(promise: nil)
                            continue
                        }
                        connections.add(1, ordering: .relaxed)
                        group.addTask {
                            await self.serve(client)
                            self.connections.subtract(1, ordering: .relaxed)
                        }
                    }
                }
            }
        } catch is CancellationError {
            return
        } catch {
            logger.error("the forward listener ended", metadata: ["error.message": "\(error)"])
        }
    }

    /// Reads requests one after the other: the next is not read before this one is in the buffers, so that a full
    /// buffer slows the sender down.
    private func serve(_ client: NIOAsyncChannel<ByteBuffer, ByteBuffer>) async {
        let peer = client.channel.remoteAddress?.ipAddress ?? "unknown"
        do {
            try await client.executeThenClose { inbound, outbound in
                var reader = MessagePackReader(sizeLimit: settings.requestLimit)
                for try await buffer in inbound {
                    instruments.bytes.increment(by: buffer.readableBytes)
                    reader.append(buffer.readableBytesView)
                    while let request = try reader.nextRaw() {
                        if let acknowledgement = try await take(request, from: peer) {
                            try await outbound.write(ByteBuffer(bytes: acknowledgement))
                        }
                        if settings.deniesKeepalive { return }
                    }
                }
            }
        } catch is CancellationError {
            return
        } catch let error as BufferError {
            // The sender gets no acknowledgement and comes again.
            instruments.refusals.increment()
            logger.warning(
                "a forward request is refused",
                metadata: ["error.message": "\(error)", "source.ip": "\(peer)"]
            )
        } catch {
            // A reset connection is the peer's way to go; anything else is said.
            if !(error is IOError) {
                instruments.invalid.increment()
                logger.warning(
                    "a forward connection is closed",
                    metadata: ["error.message": "\(error)", "source.ip": "\(peer)"]
                )
            }
        }
    }

    /// Puts the events of a request into the buffers.
    ///
    /// - Returns: What acknowledges it, if it asks for that. It is not acknowledged unless its events are safe.
    private func take(_ request: [UInt8], from peer: String) async throws -> [UInt8]? {
        if let warnLimit = settings.warnLimit, request.count > warnLimit {
            logger.warning(
                "a large forward request",
                metadata: ["http.request.bytes": "\(request.count)", "source.ip": "\(peer)"]
            )
        }
        let now = Timestamp.now()
        let settings = settings
        // Compressed requests take time to read: not here.
        let parsed = try await BlockingWork.run {
            try ForwardMessage.parse(request, limits: settings.limits, now: now)
        }
        guard let message = parsed else { return nil }
        if message.skipped > 0 {
            instruments.invalid.increment(by: message.skipped)
            guard settings.skipsInvalidEvents else {
                throw ForwardMessage.Failure.malformed("\(message.skipped) events are not [time, record]")
            }
            logger.warning(
                "skip invalid events",
                metadata: ["labels.count": "\(message.skipped)", "source.ip": "\(peer)"]
            )
        }
        var tag = settings.tag ?? message.tag
        if let prefix = settings.tagPrefix { tag = "\(prefix).\(tag)" }
        let batch = settings.sourceAddressKey.map { message.batch.adding($0, peer) } ?? message.batch
        for part in batch.split(limit: Self.partBytes) where !part.isEmpty {
            try await emit(part, tag)
        }
        instruments.events.increment(by: batch.count)
        return message.chunk.map { ForwardMessage.acknowledgement($0) }
    }

    /// Emits one part; where the buffer waits for room (`overflow_action block`), this does too.
    private func emit(_ batch: EventBatch, _ tag: String) async throws {
        let (pipeline, label) = (pipeline, label)
        while true {
            do {
                try await BlockingWork.run {
                    let now = Timestamp.now()
                    try pipeline.emit(batch, tag: tag, source: nil, label: label, now: now)
                    try pipeline.commit(now: now)
                }
                return
            } catch BufferError.overflow
                where pipeline.outputs.contains(where: { $0.buffer.configuration.overflow == .block })
            {
                instruments.refusals.increment()
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }
}
