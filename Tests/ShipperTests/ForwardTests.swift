import Bytes
import EventPipeline
import NIOCore
import NIOPosix
import ServiceKit
import Shipper
import TestSupport
import Testing

@Suite struct ForwardTests {
    private static func receiver(_ directory: TemporaryDirectory) -> String {
        """
        <source>
          @type forward
          bind 127.0.0.1
          port 0
        </source>
        <match **>
          @type file
          path \(directory.path("out/received"))
          append true
          <format>
            @type out_file
            output_time false
          </format>
          <buffer []>
            @type file
            path \(directory.path("receiver"))
            flush_mode immediate
          </buffer>
        </match>
        """
    }

    @Test(arguments: ["text", "gzip"]) func passesEventsOn(compression: String) async throws {
        let directory = try TemporaryDirectory()
        try TestFiles.write((0..<300).map { #"{"n":\#($0)}"# + "\n" }.joined(), to: directory.path("a.log"))
        try await RunningShipper.run(Self.receiver(directory)) { receiver in
            let address = try #require(receiver.application.forwardAddresses.first)
            let dead = try FreePort.next()
            let sender = """
                <source>
                  @type tail
                  path \(directory.path("a.log"))
                  pos_file \(directory.path("pos"))
                  tag sent.on
                  read_from_head true
                  <parse>\n@type json\n</parse>
                </source>
                <filter sent.**>
                  @type record_transformer
                  <record>\nfrom ${tag_parts[-1]}\n</record>
                </filter>
                <match **>
                  @type forward
                  require_ack_response true
                  ack_response_timeout 10s
                  compress \(compression)
                  <server>\nhost 127.0.0.1\nport \(dead)\nweight 1000000\n</server>
                  <server>\nhost 127.0.0.1\nport \(address.port)\nstandby true\n</server>
                  <buffer>\nflush_mode immediate\n</buffer>
                </match>
                """
            try await RunningShipper.run(sender) { shipper in
                try await eventually("all are acknowledged") {
                    shipper.metric("martlet_shipper_output_records_total") == "300"
                }
            }
            try await eventually("all are written") {
                receiver.metric("martlet_shipper_output_records_total") == "300"
            }
        }
        let name = try #require(try TestFiles.contents(of: directory.path("out")).first)
        let lines = try TestFiles.text(directory.path("out/\(name)")).split(separator: "\n")
        #expect(lines.count == 300)
        #expect(Set(lines) == Set((0..<300).map { "sent.on\t{\"n\":\($0),\"from\":\"on\"}" }.map { Substring($0) }))
    }

    @Test func acknowledgesWhatIsOnDiskAndClosesOnNonsense() async throws {
        let directory = try TemporaryDirectory()
        try await RunningShipper.run(Self.receiver(directory)) { receiver in
            let address = try #require(receiver.application.forwardAddresses.first)
            var events = EventBatch()
            events.append(
                time: Timestamp.now(),
                record: MessagePackValue.map([(key: .string("n"), value: .int(1))]).serialized()
            )
            let request = ForwardMessage.packed(events, tag: "t", chunk: "abc\n", compresses: false)
            let reply = try await Self.exchange(address, request)
            #expect(try MessagePackReader.value(of: reply)["ack"]?.string == "abc\n")
            #expect(try await Self.exchange(address, Array("GET / HTTP/1.1\r\n\r\n".utf8)) == [])
            try await eventually("it is counted") {
                receiver.metric("martlet_shipper_input_invalid_events_total") == "1"
            }
        }
    }

    /// Sends bytes and gives the first that come back; none when the connection is closed instead.
    private static func exchange(_ address: ListenAddress, _ bytes: [UInt8]) async throws -> [UInt8] {
        let client = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: address.host, port: address.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await client.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(bytes: bytes))
            for try await buffer in inbound { return Array(buffer.readableBytesView) }
            return []
        }
    }
}
