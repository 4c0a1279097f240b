internal import Bytes
internal import EventPipeline
internal import NIOCore
internal import NIOPosix
internal import Synchronization
internal import Telemetry

/// Sends chunks to another server of the forward protocol.
final class ForwardOutput: Output {
    struct Server: Sendable {
        var host: String
        var port: Int
        var weight: Int
        var isStandby: Bool
        var name: String { "\(host):\(port)" }
    }

    struct Settings: Sendable {
        var servers: [Server]
        var connectTimeout: Duration = .seconds(10)
        var sendTimeout: Duration = .seconds(60)
        var recoverWait: Duration = .seconds(10)
        /// Nil: no acknowledgement is asked for.
        var acknowledgementTimeout: Duration?
        var compresses = false
    }

    private let settings: Settings
    private let instruments: OutputInstruments
    /// Until when each server that failed is left alone.
    private let unavailable = Mutex<[Int: Timestamp]>([:])

    init(_ settings: Settings, instruments: OutputInstruments) {
        self.settings = settings
        self.instruments = instruments
    }

    func deliver(
        _ chunk: ChunkHandle,
        _ reader: ChunkReader,
        _ progress: DeliveryProgress
    ) async throws(DeliveryError) {
        var reasons: [String] = []
        for index in candidates() {
            let server = settings.servers[index]
            do {
                try await send(chunk, reader, progress, to: server)
                unavailable.withLock { $0[index] = nil }
                return
            } catch {
                if Task.isCancelled { throw .destination("cancelled") }
                reasons.append("\(server.name): \((error as? DeliveryError)?.reason ?? "\(error)")")
                let until = Timestamp.now() + settings.recoverWait
                unavailable.withLock { $0[index] = until }
            }
        }
        throw .destination(reasons.joined(separator: "; "))
    }

    /// The servers to try: by weight among those that work, then the standbys, then those that have failed lately.
    private func candidates() -> [Int] {
        let now = Timestamp.now()
        let down = unavailable.withLock { $0.filter { $0.value > now } }
        func shuffled(_ indices: [Int]) -> [Int] {
            // A weighted order: the smallest of exponentially distributed keys first (Efraimidis and Spirakis).
            indices.map { index in
                (index, -Double.random(in: 0.0000001..<1).logarithm / Double(max(settings.servers[index].weight, 1)))
            }
            .sorted { $0.1 < $1.1 }.map(\.0)
        }
        let all = Array(settings.servers.indices).filter {
            settings.servers[$0].weight > 0 || settings.servers[$0].isStandby
        }
        let working = all.filter { down[$0] == nil }
        return shuffled(working.filter { !settings.servers[$0].isStandby })
            + shuffled(working.filter { settings.servers[$0].isStandby }) + shuffled(all.filter { down[$0] != nil })
    }

    private func send(
        _ chunk: ChunkHandle,
        _ reader: ChunkReader,
        _ progress: DeliveryProgress,
        to server: Server
    ) async throws {
        let client = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.nanoseconds(settings.connectTimeout.nanoseconds))
            .connect(host: server.host, port: server.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        try await client.executeThenClose { inbound, outbound in
            var replies = inbound.makeAsyncIterator()
            var acknowledgements = MessagePackReader(sizeLimit: 64 << 10)
            try await reader.forEach { (parts) async throws(DeliveryError) in
                for part in parts {
                    let batch = part.batch.filtered { !progress.done.contains(part.first + $0) }
                    guard !batch.isEmpty else { continue }
                    let name = settings.acknowledgementTimeout.map { _ in "\(chunk.id.text)-\(part.first)" }
                    let bytes = ForwardMessage.packed(
                        batch,
                        tag: part.tag,
                        chunk: name,
                        compresses: settings.compresses
                    )
                    instruments.requests.increment()
                    instruments.bytes.increment(by: bytes.count)
                    let channel = client.channel
                    let limit = settings.sendTimeout + (settings.acknowledgementTimeout ?? .zero)
                    // A peer that hangs ends by the channel being closed under it.
                    let watchdog = Task {
                        try await Task.sleep(for: limit)
                        channel.close(promise: nil)
                    }
                    defer { watchdog.cancel() }
                    do {
                        try await outbound.write(ByteBuffer(bytes: bytes))
                        if let name { try await Self.await(name, &replies, &acknowledgements) }
                    } catch let error as DeliveryError {
                        throw error
                    } catch {
                        throw .destination("\(error)")
                    }
                    progress.deliver(part.first..<part.first + part.batch.count)
                }
            }
        }
    }

    /// Waits for `{"ack": name}`.
    private static func await(
        _ name: String,
        _ replies: inout NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
        _ reader: inout MessagePackReader
    ) async throws {
        while true {
            while let reply = try reader.next() {
                if reply["ack"]?.string == name { return }
                throw DeliveryError.destination("another acknowledgement than \(name) came")
            }
            guard let bytes = try await replies.next() else {
                throw DeliveryError.destination("the connection was closed before the acknowledgement")
            }
            reader.append(bytes.readableBytesView)
        }
    }
}

extension Duration {
    fileprivate var nanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}

extension Double {
    /// The natural logarithm of a number in (0, 1), by the series of artanh: exact enough to draw lots with.
    fileprivate var logarithm: Double {
        var value = self
        var halvings = 0.0
        while value < 0.5 {
            value *= 2
            halvings += 1
        }
        let ratio = (value - 1) / (value + 1)
        var term = ratio
        var sum = 0.0
        for power in stride(from: 1.0, through: 25, by: 2) {
            sum += term / power
            term *= ratio * ratio
        }
        return 2 * sum - halvings * 0.693_147_180_559_945_3
    }
}
