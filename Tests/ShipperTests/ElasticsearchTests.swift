import Bytes
import ServiceKit
import Shipper
import Synchronization
import TestSupport
import Testing

@Suite struct ElasticsearchTests {
    private static func configuration(
        _ directory: TemporaryDirectory,
        port: Int,
        output: String = "logstash_format true\nlogstash_prefix app",
        buffer: String = ""
    ) -> String {
        """
        <source>
          @type tail
          path \(directory.path("*.log"))
          pos_file \(directory.path("pos"))
          tag app.test
          read_from_head true
          refresh_interval 1s
          <parse>
            @type json
            time_key time
            time_type string
            keep_time_key true
          </parse>
        </source>
        <match app.**>
          @type elasticsearch
          host 127.0.0.1
          port \(port)
          include_tag_key true
          \(output)
          <buffer>
            @type file
            path \(directory.path("buffer"))
            flush_mode immediate
            retry_wait 50ms
            retry_max_interval 200ms
            \(buffer)
          </buffer>
        </match>
        """
    }

    private static func write(_ numbers: Range<Int>, to directory: TemporaryDirectory) throws {
        let lines = numbers.map { #"{"n":\#($0),"time":"2026-03-01T23:59:59.5Z","text":"a \"b\" é"}"# + "\n" }
        try TestFiles.append(Array(lines.joined().utf8), to: directory.path("a.log"))
    }

    @Test func makesDocuments() async throws {
        let directory = try TemporaryDirectory()
        let server = BulkServer()
        try Self.write(0..<3, to: directory)
        try await BulkServer.run(server) { address in
            try await RunningShipper.run(Self.configuration(directory, port: address.port)) { _ in
                try await eventually("three are there") { server.documents.count == 3 }
            }
        }
        let document = try #require(server.documents.values.first { $0.source["n"]?.int == 1 })
        #expect(document.index == "app-2026.03.01")
        #expect(document.source["@timestamp"]?.string == "2026-03-01T23:59:59.500000000Z")
        #expect(document.source["tag"]?.string == "app.test")
        #expect(document.source["text"]?.string == #"a "b" é"#)
    }

    @Test func repeatsWhatHadNoAnswerWithoutMakingItTwice() async throws {
        let directory = try TemporaryDirectory()
        let server = BulkServer { request, _ in
            switch request {
            case 1, 3: .losesAnswer
            case 2: .status(503)
            default: .normal
            }
        }
        try Self.write(0..<500, to: directory)
        try await BulkServer.run(server) { address in
            try await RunningShipper.run(Self.configuration(directory, port: address.port)) { shipper in
                try await eventually("all are there") {
                    shipper.metric("martlet_shipper_output_records_total") == "500"
                }
                #expect(shipper.metric("martlet_shipper_buffer_events") == "0")
                #expect(shipper.metric("fluentd_output_status_num_errors") == "3")
            }
        }
        #expect(server.documents.count == 500)
        #expect(server.repeated >= 500)
    }

    @Test func putsAsideWhatIsRefusedAndRepeatsWhatIsPostponed() async throws {
        let directory = try TemporaryDirectory()
        let postponed = Mutex<Set<Int>>([])
        let server = BulkServer { _, _ in
            .items { source in
                let number = source["n"]?.int ?? 0
                if number % 10 == 3 { return 400 }
                guard number % 7 == 0 else { return nil }
                return postponed.withLock { $0.insert(number).inserted } ? 429 : nil
            }
        }
        try Self.write(0..<50, to: directory)
        try await BulkServer.run(server) { address in
            try await RunningShipper.run(Self.configuration(directory, port: address.port)) { shipper in
                try await eventually("the buffer is empty") {
                    shipper.metric("martlet_shipper_output_records_total") == "45"
                        && shipper.metric("martlet_shipper_buffer_events") == "0"
                }
                #expect(shipper.metric("martlet_shipper_output_rejected_records_total") == "5")
            }
        }
        #expect(server.documents.count == 45)
        #expect(server.repeated == 0)
        let letters = try TestFiles.text(directory.path("buffer/dead-letters.jsonl")).split(separator: "\n")
            .map { try JSONValue(parsing: String($0)) }
        #expect(Set(letters.compactMap { $0["record"]?["n"]?.int }) == [3, 13, 23, 33, 43])
        #expect(letters.first?["reason"]?.string == "400 t: told to")
        #expect(letters.first?["tag"]?.string == "app.test")
    }

    @Test func sendsLessAtOnceWhereTheServerSaysSo() async throws {
        let directory = try TemporaryDirectory()
        let server = BulkServer { _, count in count > 8 ? .status(413) : .normal }
        try Self.write(0..<100, to: directory)
        try await BulkServer.run(server) { address in
            try await RunningShipper.run(Self.configuration(directory, port: address.port)) { _ in
                try await eventually("all are there") { server.documents.count == 100 }
            }
        }
        #expect(server.repeated == 0)
    }

    @Test func givesUpWhereItIsToldTo() async throws {
        let directory = try TemporaryDirectory()
        let server = BulkServer { _, _ in .status(500) }
        try Self.write(0..<4, to: directory)
        try await BulkServer.run(server) { address in
            let text = Self.configuration(directory, port: address.port, buffer: "retry_max_times 2")
            try await RunningShipper.run(text) { shipper in
                try await eventually("they are put aside") {
                    shipper.metric("martlet_shipper_output_rejected_records_total") == "4"
                }
            }
        }
        #expect(server.requests == 3)
        #expect(try TestFiles.text(directory.path("buffer/dead-letters.jsonl")).contains("retries exhausted"))
    }

    @Test func waitsForAServerThatIsAway() async throws {
        let directory = try TemporaryDirectory()
        let port = try FreePort.next()
        try Self.write(0..<10, to: directory)
        let text = Self.configuration(directory, port: port)
        // Nobody listens: everything stays on disk, also over a restart.
        try await RunningShipper.run(text) { shipper in
            try await eventually("it has failed") { shipper.metric("fluentd_output_status_retry_count") != "0" }
        }
        let server = BulkServer()
        try await BulkServer.run(server) { address in
            try await RunningShipper.run(Self.configuration(directory, port: address.port)) { _ in
                try await eventually("all are there") { server.documents.count == 10 }
            }
        }
        #expect(server.repeated == 0)
    }
}
