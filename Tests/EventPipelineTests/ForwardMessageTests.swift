import Bytes
import EventPipeline
import Storage
import TestSupport
import Testing

@Suite struct ForwardMessageTests {
    private static let time = MessagePackValue.ext(0, [0x65, 0x53, 0xf1, 0x00, 0x00, 0x00, 0x00, 0x07])
    private static let record = MessagePackValue.map([(key: .string("n"), value: .int(5))])

    private static func message(_ values: MessagePackValue...) throws -> ForwardMessage? {
        try ForwardMessage.parse(MessagePackValue.array(values).serialized(), now: start)
    }

    @Test func readsMessageMode() throws {
        let message = try #require(try Self.message(.string("a.b"), Self.time, Self.record))
        #expect(message.tag == "a.b")
        #expect(json(message.batch) == [#"{"n":5}"#])
        #expect(message.batch.entries.first?.time == Timestamp(nanoseconds: 1_700_000_000_000_000_007))
        #expect(message.chunk == nil)
    }

    @Test func readsForwardModeWithMetadata() throws {
        let entries = MessagePackValue.array([
            .array([.int(1_700_000_000), Self.record]),
            .array([.array([Self.time, .map([])]), Self.record]),
            .array([.string("no time"), Self.record]),
        ])
        let option = MessagePackValue.map([(key: .string("chunk"), value: .string("id==\n"))])
        let message = try #require(try Self.message(.string("t"), entries, option))
        #expect(message.batch.count == 2)
        #expect(message.skipped == 1)
        let chunk = try #require(message.chunk)
        let reply = try MessagePackReader.value(of: ForwardMessage.acknowledgement(chunk))
        #expect(reply["ack"]?.string == "id==\n")
    }

    @Test(arguments: [false, true]) func writesWhatItReads(compresses: Bool) throws {
        let events = batch([1, 2, 3])
        let bytes = ForwardMessage.packed(events, tag: "t", chunk: "c", compresses: compresses)
        let message = try #require(try ForwardMessage.parse(bytes, now: start))
        #expect(numbers(message.batch) == [1, 2, 3])
        #expect(message.batch.bytes == events.bytes)
        #expect(message.chunk != nil)
    }

    @Test func readsMembersThatWereCompressedOneByOne() throws {
        let packed = Gzip.compress(batch([1]).bytes) + Gzip.compress(batch([2]).bytes)
        let option = MessagePackValue.map([(key: .string("compressed"), value: .string("gzip"))])
        let message = try #require(try Self.message(.string("t"), .binary(packed), option))
        #expect(numbers(message.batch) == [1, 2])
    }

    @Test func refusesABomb() throws {
        let packed = Gzip.compress([UInt8](repeating: 0xc0, count: 1 << 20))
        let option = MessagePackValue.map([(key: .string("compressed"), value: .string("gzip"))])
        var limits = ForwardMessage.Limits()
        limits.decompressedBytes = 1000
        let bytes = MessagePackValue.array([.string("t"), .binary(packed), option]).serialized()
        #expect(throws: ForwardMessage.Failure.self) { try ForwardMessage.parse(bytes, limits: limits, now: start) }
    }

    @Test func passesHeartbeatsOver() throws {
        #expect(try ForwardMessage.parse([0xc0], now: start) == nil)
    }

    @Test func survivesAnyBytes() throws {
        let option = MessagePackValue.map([
            (key: .string("chunk"), value: .string("x")), (key: .string("size"), value: .int(2)),
        ])
        let samples = [
            ForwardMessage.packed(batch([1, 2]), tag: "t", chunk: "c", compresses: false),
            MessagePackValue.array([.string("t"), Self.time, Self.record, option]).serialized(),
            MessagePackValue.array([.string("t"), .array([.array([Self.time, Self.record])]), option]).serialized(),
        ]
        var generator = SeededGenerator(seed: 5)
        for sample in samples {
            for bytes in ByteMutations.truncations(of: sample) {
                #expect((try? ForwardMessage.parse(bytes, now: start)) ?? nil == nil)
            }
            for _ in 0..<3000 { _ = try? ForwardMessage.parse(generator.mutation(of: sample), now: start) }
        }
    }
}
