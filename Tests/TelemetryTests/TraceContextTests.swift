import Telemetry
import Testing

@Suite("Trace context")
struct TraceContextTests {
    private let header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test("a header reads and writes back")
    func roundTrip() throws {
        let context = try #require(TraceContext(traceparent: header))
        #expect(context.traceID.description == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(context.spanID.description == "00f067aa0ba902b7")
        #expect(context.isSampled)
        #expect(context.traceparent == header)
    }

    @Test(
        "what is not exactly a header is none",
        arguments: [
            "", "00", "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
            "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        ]
    )
    func malformed(_ text: String) {
        #expect(TraceContext(traceparent: text) == nil)
    }

    @Test("a later version may carry more")
    func laterVersion() {
        #expect(TraceContext(traceparent: "01" + header.dropFirst(2) + "-more") != nil)
        #expect(TraceContext(traceparent: "01" + header.dropFirst(2) + "more") == nil)
    }

    @Test("every truncation of a header is none")
    func truncations() {
        for length in 0..<header.count {
            #expect(TraceContext(traceparent: header.prefix(length)) == nil)
        }
    }

    @Test("a child keeps the trace and has a span of its own")
    func child() throws {
        let parent = TraceContext.root()
        let child = parent.child()
        #expect(child.traceID == parent.traceID)
        #expect(child.spanID != parent.spanID)
        #expect(TraceContext(traceparent: child.traceparent) == child)
    }
}
