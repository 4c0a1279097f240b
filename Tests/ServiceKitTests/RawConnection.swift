import NIOCore
import NIOPosix

/// A TCP connection without an HTTP client in between.
enum RawConnection {
    /// Sends bytes to a port of this machine and gives the first bytes that come back.
    static func exchange(_ port: Int, head: String) async throws -> String {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: head))
            for try await buffer in inbound { return String(buffer: buffer) }
            return ""
        }
    }
}
