import NIOCore
import Synchronization

/// Stops a listener from accepting while too many of its connections are open. Those that wait stay in the kernel's
/// queue, where they cost this process nothing.
final class ConnectionLimit: Sendable {
    private let limit: Int

    init(_ limit: Int) {
        self.limit = limit
    }

    func handler() -> any ChannelHandler & Sendable {
        Gate(limit: limit)
    }

    /// Counts the accepted channels, on the listener's event loop only; each one's end comes back to that loop.
    private final class Gate: ChannelDuplexHandler, @unchecked Sendable {
        typealias InboundIn = any Channel
        typealias OutboundIn = any Channel

        private let limit: Int
        private var open = 0
        private var isReadHeld = false

        init(limit: Int) {
            self.limit = limit
        }

        func read(context: ChannelHandlerContext) {
            if open < limit {
                context.read()
            } else {
                isReadHeld = true
            }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            open += 1
            let child = unwrapInboundIn(data)
            let loop = context.eventLoop
            let bound = NIOLoopBound(context, eventLoop: loop)
            child.closeFuture.hop(to: loop).whenComplete { _ in
                self.open -= 1
                if self.isReadHeld, self.open < self.limit {
                    self.isReadHeld = false
                    bound.value.read()
                }
            }
            context.fireChannelRead(data)
        }
    }
}
