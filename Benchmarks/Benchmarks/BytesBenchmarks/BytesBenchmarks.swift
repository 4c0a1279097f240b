import Benchmark
import Bytes
import Storage

/// A log line as the services write it.
private let line = Array(
    #"""
    {"@timestamp":"2026-11-22T18:27:02.123456Z","log.level":"info","message":"GET /v1/todos 200","service.name":"todo-service","service.version":"0.1.0","trace.id":"4bf92f3577b34da6a3ce929d0e0e4736","span.id":"00f067aa0ba902b7","event.duration":1234567,"http.response.status_code":200}
    """#.utf8
)

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration.metrics = [.wallClock, .throughput, .instructions]
    Benchmark.defaultConfiguration.scalingFactor = .kilo

    Benchmark("JSON tape of a log line") { benchmark in
        var tape = JSONTape()
        for _ in benchmark.scaledIterations {
            try tape.parse(line, in: 0..<line.count)
            blackHole(tape.tokens.count)
        }
    }

    Benchmark("JSON value of a log line") { benchmark in
        for _ in benchmark.scaledIterations {
            blackHole(try JSONValue(parsing: line))
        }
    }

    Benchmark("RFC 3339 read") { benchmark in
        let text = Array("2026-11-22T18:27:02.123456Z".utf8)
        for _ in benchmark.scaledIterations {
            blackHole(Timestamp(rfc3339: text.span.bytes))
        }
    }

    Benchmark("CRC32C of 4 KiB") { benchmark in
        let page = [UInt8](repeating: 0x5a, count: 4096)
        for _ in benchmark.scaledIterations {
            blackHole(CRC32C.checksum(page))
        }
    }
}
