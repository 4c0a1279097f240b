import Bytes
import TestSupport
import Testing

/// MessagePack, whole and in pieces.
@Suite struct MessagePackTests {
    /// Each form of the specification, next to its bytes.
    @Test(
        arguments: [
            (.nil, [0xC0]), (.bool(false), [0xC2]), (.bool(true), [0xC3]), (.int(0), [0]), (.int(127), [0x7F]),
            (.int(128), [0xCC, 0x80]), (.int(255), [0xCC, 0xFF]), (.int(256), [0xCD, 1, 0]),
            (.int(65535), [0xCD, 0xFF, 0xFF]), (.int(65536), [0xCE, 0, 1, 0, 0]),
            (.int(4_294_967_295), [0xCE, 0xFF, 0xFF, 0xFF, 0xFF]),
            (.int(4_294_967_296), [0xCF, 0, 0, 0, 1, 0, 0, 0, 0]),
            (.uint(.max), [0xCF] + [UInt8](repeating: 0xFF, count: 8)), (.int(-1), [0xFF]), (.int(-32), [0xE0]),
            (.int(-33), [0xD0, 0xDF]), (.int(-128), [0xD0, 0x80]), (.int(-129), [0xD1, 0xFF, 0x7F]),
            (.int(-32768), [0xD1, 0x80, 0]), (.int(-32769), [0xD2, 0xFF, 0xFF, 0x7F, 0xFF]),
            (.int(-2_147_483_648), [0xD2, 0x80, 0, 0, 0]),
            (.int(-2_147_483_649), [0xD3, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF]),
            (.int(.min), [0xD3, 0x80, 0, 0, 0, 0, 0, 0, 0]), (.float(1.5), [0xCA, 0x3F, 0xC0, 0, 0]),
            (.double(1.5), [0xCB, 0x3F, 0xF8, 0, 0, 0, 0, 0, 0]), (.string("a"), [0xA1, 0x61]), (.string(""), [0xA0]),
            (.binary([1]), [0xC4, 1, 1]), (.array([]), [0x90]), (.array([.int(1)]), [0x91, 1]), (.map([]), [0x80]),
            (.map([(.string("a"), .nil)]), [0x81, 0xA1, 0x61, 0xC0]), (.ext(5, [1]), [0xD4, 5, 1]),
            (.ext(-1, [1, 2, 3]), [0xC7, 3, 0xFF, 1, 2, 3]),
            (.ext(0, [1, 2, 3, 4, 5, 6, 7, 8]), [0xD7, 0, 1, 2, 3, 4, 5, 6, 7, 8]),
        ] as [(MessagePackValue, [UInt8])]
    )
    func writesTheShortestForm(_ value: MessagePackValue, _ bytes: [UInt8]) throws {
        #expect(value.serialized() == bytes)
        #expect(try MessagePackReader.value(of: bytes) == value)
    }

    @Test(arguments: [0, 1, 15, 16, 31, 32, 255, 256, 65535, 65536])
    func writesEveryLength(_ count: Int) throws {
        let values: [MessagePackValue] = [
            .string(String(repeating: "x", count: count)), .binary([UInt8](repeating: 7, count: count)),
            .array([MessagePackValue](repeating: .int(-5), count: count)), .ext(3, [UInt8](repeating: 7, count: count)),
            .map((0..<count).map { (.int(Int64($0)), .bool(true)) }),
        ]
        for value in values { #expect(try MessagePackReader.value(of: value.serialized()) == value) }
    }

    @Test func readsLongFormsOfSmallValues() throws {
        #expect(try MessagePackReader.value(of: [0xCF, 0, 0, 0, 0, 0, 0, 0, 5]) == .int(5))
        #expect(try MessagePackReader.value(of: [0xD3, 0, 0, 0, 0, 0, 0, 0, 5]) == .int(5))
        #expect(try MessagePackReader.value(of: [0xDB, 0, 0, 0, 1, 0x61]) == .string("a"))
        #expect(try MessagePackReader.value(of: [0xDD, 0, 0, 0, 1, 0xC0]) == .array([.nil]))
        #expect(try MessagePackReader.value(of: [0xDF, 0, 0, 0, 1, 0xC0, 0xC0]) == .map([(.nil, .nil)]))
        #expect(try MessagePackReader.value(of: [0xC9, 0, 0, 0, 1, 2, 3]) == .ext(2, [3]))
        #expect(try MessagePackReader.value(of: [0xA2, 0xFF, 0x41]) == .binary([0xFF, 0x41]))
    }

    @Test func answersByKind() {
        let value: MessagePackValue = .map([
            (.string("a"), .int(1)), (.string("b"), .float(0.5)), (.string("a"), .uint(.max)),
        ])
        #expect(value["a"] == .uint(.max) && value["b"]?.double == 0.5 && value["c"] == nil && value.map?.count == 3)
        #expect(MessagePackValue.string("é").bytes == [0xC3, 0xA9] && MessagePackValue.binary([1]).bytes == [1])
        #expect(MessagePackValue.int(3).int == 3 && MessagePackValue.bool(true).bool == true)
        #expect(MessagePackValue.array([.nil]).array?.count == 1 && MessagePackValue.nil.string == nil)
    }

    @Test func readsAStreamInPiecesOfAnySize() throws {
        var random = SeededGenerator(seed: 15)
        let values = (0..<60).map { _ in MessagePackValue.random(depth: 4, using: &random) }
        let bytes = values.flatMap { $0.serialized() }
        for pieceSize in [1, 2, 3, 7, 64, 1000, bytes.count] {
            var reader = MessagePackReader()
            var read: [MessagePackValue] = []
            var raw: [UInt8] = []
            var isRaw = false
            for start in stride(from: 0, to: bytes.count, by: pieceSize) {
                reader.append(bytes[start..<min(bytes.count, start + pieceSize)])
                while true {
                    isRaw.toggle()
                    if isRaw {
                        guard let value = try reader.nextRaw() else { break }
                        raw += value
                        read.append(try MessagePackReader.value(of: value))
                    } else {
                        guard let value = try reader.next() else { break }
                        raw += value.serialized()
                        read.append(value)
                    }
                }
            }
            #expect(read == values && raw == bytes)
            #expect(reader.isAtEnd && reader.bufferedCount == 0)
        }
    }

    @Test func needsMoreAtEveryBeginning() throws {
        var random = SeededGenerator(seed: 16)
        for _ in 0..<40 {
            let bytes = MessagePackValue.random(depth: 3, using: &random).serialized()
            for length in 0..<bytes.count {
                var reader = MessagePackReader([UInt8](bytes[..<length]))
                #expect(try reader.next() == nil)
                #expect(throws: MessagePackError(.truncated, offset: length)) {
                    try MessagePackReader.value(of: [UInt8](bytes[..<length]))
                }
            }
        }
        #expect(throws: MessagePackError(.trailingBytes, offset: 1)) { try MessagePackReader.value(of: [1, 2]) }
    }

    @Test func hasLimits() throws {
        #expect(throws: MessagePackError(.reservedByte, offset: 1)) { try MessagePackReader.value(of: [0x91, 0xC1]) }
        let deep = [UInt8](repeating: 0x91, count: 64) + [0xC0]
        #expect(throws: Never.self) { try MessagePackReader.value(of: deep) }
        #expect(throws: MessagePackError(.tooDeep(limit: 64), offset: 64)) {
            try MessagePackReader.value(of: [0x91] + deep)
        }
        // What promises more than the limit is refused by its header alone.
        let promises: [[UInt8]] = [
            [0xC6, 0xFF, 0xFF, 0xFF, 0xFF], [0xDB, 0xFF, 0xFF, 0xFF, 0xFF], [0xDD, 0xFF, 0xFF, 0xFF, 0xFF],
            [0xDF, 0xFF, 0xFF, 0xFF, 0xFF], [0x91, 0xDC, 0x03, 0xFF], [0xC5, 0x03, 0xFF],
        ]
        for promise in promises {
            var reader = MessagePackReader(promise, sizeLimit: 1000)
            #expect(throws: MessagePackError(.tooLarge(limit: 1000), offset: 0)) { try reader.next() }
        }
        var reader = MessagePackReader([0xC5, 0x03, 0xE5], sizeLimit: 1000)
        #expect(try reader.next() == nil)
        reader.append([UInt8](repeating: 1, count: 997))
        #expect(try reader.next()?.bytes?.count == 997)
    }

    @Test func survivesDamage() {
        var random = SeededGenerator(seed: 17)
        for _ in 0..<300 {
            let bytes = MessagePackValue.random(depth: 4, using: &random).serialized()
            for _ in 0..<20 {
                let damaged = random.mutation(of: bytes)
                var reader = MessagePackReader(damaged, sizeLimit: 1 << 20)
                do {
                    while let value = try reader.next() {
                        #expect(try MessagePackReader.value(of: value.serialized()).serialized() == value.serialized())
                    }
                } catch {
                    #expect(error.offset <= damaged.count)
                }
            }
        }
    }
}

extension MessagePackValue {
    /// Any value at all, as deep as `depth`.
    fileprivate static func random(depth: Int, using random: inout SeededGenerator) -> MessagePackValue {
        switch Int.random(in: 0..<(depth > 0 ? 11 : 9), using: &random) {
        case 0: return .nil
        case 1: return .bool(.random(using: &random))
        case 2, 3: return .int(Int64(bitPattern: random.next()) >> Int64.random(in: 0..<64, using: &random))
        case 4: return .uint(random.next() | 1 << 63)
        case 5: return .double(Double.random(in: -1e9...1e9, using: &random))
        case 6: return .float(Float.random(in: -1e9...1e9, using: &random))
        case 7: return .string(JSONValue.randomText(using: &random))
        case 8:
            let bytes = (0..<Int.random(in: 0..<20, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            return Bool.random(using: &random) ? .binary(bytes) : .ext(.random(in: -128...127, using: &random), bytes)
        case 9:
            return .array(
                (0..<Int.random(in: 0..<20, using: &random)).map { _ in .random(depth: depth - 1, using: &random) }
            )
        default:
            return .map(
                (0..<Int.random(in: 0..<20, using: &random)).map { _ in
                    (.random(depth: 0, using: &random), .random(depth: depth - 1, using: &random))
                }
            )
        }
    }
}
