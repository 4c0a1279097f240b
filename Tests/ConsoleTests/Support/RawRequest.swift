import NIOCore
import NIOPosix

/// Bytes sent as they are: what no well-behaved client would send.
enum RawRequest {
    /// Sends a request and reads until the other side closes.
    /// - Parameter received: Called with all that came so far, whenever more came.
    static func send(
        _ text: String,
        to port: Int,
        received: (String) -> Void = { _ in }
    ) async throws -> String {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true)
                    )
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            // Nothing more comes: the other side may answer, and then close.
            outbound.finish()
            var answer = ByteBuffer()
            do {
                for try await part in inbound {
                    answer.writeImmutableBuffer(part)
                    received(String(buffer: answer))
                }
            } catch is IOError {
                // A refused connection may be reset once the answer was sent.
            }
            return String(buffer: answer)
        }
    }

    /// One request for a target, then the end of the connection.
    static func target(_ target: String, method: String = "GET", to port: Int) async throws -> String {
        try await send(
            "\(method) \(target) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n",
            to: port
        )
    }
}

/// The status code of an answer as text; 0 when there was none.
func statusCode(_ answer: String) -> Int {
    guard answer.hasPrefix("HTTP/1.1 ") else { return 0 }
    return Int(answer.dropFirst(9).prefix(3)) ?? 0
}
