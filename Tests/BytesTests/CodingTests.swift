import Bytes
import TestSupport
import Testing

/// Integers of variable length.
@Suite struct VarintTests {
    @Test func readsBackWhatItWrites() throws {
        var random = SeededGenerator(seed: 13)
        var values: [UInt64] = [0, 1, 127, 128, 16_383, 16_384, .max, .max - 1, 1 << 63]
        for _ in 0..<2000 { values.append(random.next() >> UInt64.random(in: 0..<64, using: &random)) }
        var bytes: [UInt8] = []
        for value in values {
            let before = bytes.count
            Varint.append(value, to: &bytes)
            #expect(bytes.count - before == Varint.length(of: value))
            Varint.appendZigzag(Int64(bitPattern: value), to: &bytes)
        }
        var reader = ByteReader(bytes)
        for value in values {
            #expect(try reader.readVarint() == value)
            #expect(try reader.readZigzag() == Int64(bitPattern: value))
        }
        #expect(reader.isAtEnd)
    }

    @Test func ordersSignedOnesByMagnitude() {
        #expect([0, -1, 1, -2, 2].map { Varint.zigzag($0) } == [0, 1, 2, 3, 4])
        #expect(Varint.zigzag(.max) == .max - 1 && Varint.zigzag(.min) == .max)
        #expect(Varint.length(of: 0) == 1 && Varint.length(of: .max) == Varint.maximumLength)
    }

    @Test func refusesMoreThan64Bits() {
        var tooLarge = ByteReader([UInt8](repeating: 0xFF, count: 9) + [0x02])
        #expect(throws: ByteReaderError.varintOverflow(offset: 0)) { try tooLarge.readVarint() }
        var tooLong = ByteReader([UInt8](repeating: 0x80, count: 10) + [0x00])
        #expect(throws: ByteReaderError.varintOverflow(offset: 0)) { try tooLong.readVarint() }
        var cut = ByteReader([0x80, 0x80])
        #expect(throws: ByteReaderError.truncated(offset: 0)) { try cut.readVarint() }
        #expect(cut.position == 0)
    }
}

/// The cursor over bytes.
@Suite struct ByteReaderTests {
    @Test func readsBothOrders() throws {
        var bytes: [UInt8] = [9]
        for order in [ByteOrder.little, .big] {
            bytes.appendUInt16(0x0102, order)
            bytes.appendUInt32(0x0102_0304, order)
            bytes.appendUInt64(0x0102_0304_0506_0708, order)
            bytes.appendUInt64((1.5).bitPattern, order)
        }
        #expect(bytes[1...2] == [2, 1] && bytes[23...24] == [1, 2])
        var reader = ByteReader(bytes)
        #expect(reader.peek() == 9)
        #expect(try reader.readUInt8() == 9)
        for order in [ByteOrder.little, .big] {
            #expect(try reader.readUInt16(order) == 0x0102)
            #expect(try reader.readUInt32(order) == 0x0102_0304)
            #expect(try reader.readUInt64(order) == 0x0102_0304_0506_0708)
            #expect(try reader.readDouble(order) == 1.5)
        }
        #expect(reader.isAtEnd && reader.peek() == nil)
        bytes = []
        bytes.appendInteger(Int32(-2))
        #expect(bytes == [0xFE, 0xFF, 0xFF, 0xFF])
    }

    @Test func staysInsideItsRange() throws {
        let bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9]
        for end in 2..<9 {
            var reader = ByteReader(bytes, in: 2..<end)
            #expect(reader.remaining == end - 2)
            if end < 4 { #expect(throws: ByteReaderError.truncated(offset: 2)) { try reader.readUInt16() } }
            if end < 6 { #expect(throws: ByteReaderError.truncated(offset: 2)) { try reader.readUInt32() } }
            #expect(throws: ByteReaderError.truncated(offset: 2)) { try reader.readUInt64() }
            #expect(throws: ByteReaderError.truncated(offset: 2)) { try reader.readBytes(end - 1) }
            #expect(throws: ByteReaderError.truncated(offset: 2)) { try reader.skip(-1) }
            #expect(throws: ByteReaderError.truncated(offset: 2)) { try reader.skip(.max) }
            #expect(reader.position == 2)
            #expect(try reader.readBytes(end - 2) == [UInt8](bytes[2..<end]))
            #expect(throws: ByteReaderError.truncated(offset: end)) { try reader.readUInt8() }
        }
    }

    @Test func readsWhatALengthPrecedes() throws {
        var reader = ByteReader([2, 7, 8, 3, 1])
        #expect(try reader.readLengthPrefixedBytes() == [7, 8])
        #expect(throws: ByteReaderError.truncated(offset: 3)) { try reader.readLengthPrefixedBytes() }
        #expect(reader.position == 3)
        var huge: [UInt8] = []
        Varint.append(.max, to: &huge)
        var second = ByteReader(huge)
        #expect(throws: ByteReaderError.truncated(offset: 0)) { try second.readLengthPrefixedRange() }
    }
}

/// Bytes as text.
@Suite struct BaseTextTests {
    /// The vectors of RFC 4648, section 10.
    @Test(
        arguments: zip(
            ["", "f", "fo", "foo", "foob", "fooba", "foobar"],
            ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]
        )
    )
    func givesThePublishedBase64(_ plain: String, _ text: String) {
        #expect(Base64.encode([UInt8](plain.utf8)) == text)
        #expect(Base64.decode(text) == [UInt8](plain.utf8))
    }

    @Test func readsBackWhatItWrites() {
        var random = SeededGenerator(seed: 14)
        for length in 0..<100 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            let url = Base64.encode(bytes, .url)
            #expect(Base64.decode(url, .url) == bytes && !url.contains("=") && !url.contains("+") && !url.contains("/"))
            #expect(Hex.decode(Hex.encode(bytes)) == bytes && Hex.decode(Hex.encode(bytes).uppercased()) == bytes)
        }
        #expect(Base64.encode([0xFB, 0xFF]) == "+/8=" && Base64.encode([0xFB, 0xFF], .url) == "-_8")
        #expect(Base64.decode("-_8=", .url) == [0xFB, 0xFF])
        #expect(Hex.encode(UInt64(0xAB), digits: 4) == "00ab" && Hex.encode(UInt64.max) == "ffffffffffffffff")
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Zg===", "====", "=", "Zh==", "Zm9", "Zm9=v", "Zm9v\n", "Zm 9v", "-_8=", "Zg==Zg==", "é===",
    ])
    func refusesOtherBase64(_ text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test(arguments: ["a", "abc", "0g", "0x", "é1", " 0"])
    func refusesOtherHex(_ text: String) {
        #expect(Hex.decode(text) == nil)
    }
}
