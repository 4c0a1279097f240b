import Bytes
import Logging
import TestSupport
import Testing

@testable import Telemetry

@Suite("ECS log lines")
struct ECSLogHandlerTests {
    private let handler = ECSLogHandler(
        label: "todo-service",
        service: "todo-service",
        version: "1.2",
        destination: .standardError,
        level: .info
    )

    private func object(_ event: LogEvent, trace: TraceContext? = nil) throws -> JSONValue {
        let line = handler.line(for: event, at: Timestamp(nanoseconds: 1_700_000_000_123_456_789), trace: trace)
        #expect(line.last == UInt8(ascii: "\n"))
        #expect(line.dropLast().allSatisfy { $0 >= 0x20 })
        return try JSONValue(parsing: Array(line.dropLast()))
    }

    private func event(_ message: Logger.Message, _ metadata: Logger.Metadata = [:]) -> LogEvent {
        LogEvent(
            level: .warning,
            message: message,
            error: nil,
            metadata: metadata,
            source: "tests",
            file: "f",
            function: "g",
            line: 1
        )
    }

    @Test("one object on one line, whatever the message holds")
    func hostileMessage() throws {
        let object = try object(event("two\nlines \"quoted\" \u{1}\u{2028}<script>"))
        #expect(object["message"]?.string == "two\nlines \"quoted\" \u{1}\u{2028}<script>")
        #expect(object["@timestamp"]?.string == "2023-11-14T22:13:20.123456Z")
        #expect(object["log.level"]?.string == "warning")
        #expect(object["service.name"]?.string == "todo-service")
        #expect(object["service.version"]?.string == "1.2")
        #expect(object["trace.id"] == nil)
    }

    @Test("numbers and truth values keep their type, and nothing overwrites the line's own names")
    func metadata() throws {
        let trace = TraceContext.root()
        let object = try object(
            event(
                "m",
                [
                    "http.response.status_code": .stringConvertible(201), "ratio": .stringConvertible(0.5),
                    "cached": .stringConvertible(true), "message": "forged", "tags": ["a", "b"],
                ]
            ),
            trace: trace
        )
        #expect(object["http.response.status_code"]?.int == 201)
        #expect(object["ratio"]?.double == 0.5)
        #expect(object["cached"]?.bool == true)
        #expect(object["message"]?.string == "m")
        #expect(object["tags"]?.array?.count == 2)
        #expect(object["trace.id"]?.string == trace.traceID.description)
        #expect(object["span.id"]?.string == trace.spanID.description)
    }

    @Test("where no new file can be had, the log goes on in the old one and loses none of those before")
    func rotationThatFails() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("service.log")
        try directory.write("old\n", to: "service.log.1")
        // A folder of that name is a file that cannot be opened.
        try TestFiles.createDirectory("\(path).new")
        let destination = try LogDestination.file(path, rotation: LogRotation(size: 100, keep: 3))
        let lines = (0..<20).map { "line \($0) of the log, padded\n" }
        for line in lines { destination.write(Array(line.utf8)) }
        #expect(try TestFiles.text(path) == lines.joined())
        #expect(try TestFiles.text("\(path).1") == "old\n")
    }

    @Test("a log file starts anew when it is full, and no line is lost")
    func rotation() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/service.log"
        let destination = try LogDestination.file(path, rotation: LogRotation(size: 100, keep: 10))
        let lines = (0..<20).map { "line \($0) of the log, padded\n" }
        for line in lines { destination.write(Array(line.utf8)) }
        var found: [String] = []
        for name in ["service.log"] + (1...10).map({ "service.log.\($0)" }) {
            guard let bytes = try? TestFiles.read(directory.path(name)) else { continue }
            #expect(bytes.count <= 100)
            found = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { "\($0)\n" } + found
        }
        #expect(found == lines)
    }
}
