internal import Bytes

/// Walks over MessagePack in place: nothing is copied or built.
struct MessagePackCursor {
    enum Head {
        case null
        case bool(Bool)
        case integer(Int64)
        /// Only above `Int64.max`.
        case unsigned(UInt64)
        case double(Double)
        case string(Range<Int>)
        case binary(Range<Int>)
        case ext(Int8, Range<Int>)
        case array(Int)
        case map(Int)
    }

    static let depthLimit = 64

    let bytes: [UInt8]
    private(set) var position: Int
    let end: Int

    init(_ bytes: [UInt8], in range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    var atEnd: Bool { position >= end }

    private func truncated() -> MessagePackError { MessagePackError(.truncated, offset: position) }

    private mutating func number(_ width: Int) throws(MessagePackError) -> UInt64 {
        guard end - position >= width else { throw truncated() }
        var value: UInt64 = 0
        for _ in 0..<width {
            value = value << 8 | UInt64(bytes[position])
            position += 1
        }
        return value
    }

    private mutating func slice(_ count: Int) throws(MessagePackError) -> Range<Int> {
        guard count <= end - position else { throw truncated() }
        defer { position += count }
        return position..<position + count
    }

    /// Passes over the head of the next value; the elements of an array or map are still to come.
    mutating func next() throws(MessagePackError) -> Head {
        guard position < end else { throw truncated() }
        let marker = bytes[position]
        position += 1
        switch marker {
        case 0x00...0x7f: return .integer(Int64(marker))
        case 0x80...0x8f: return .map(Int(marker & 0x0f))
        case 0x90...0x9f: return .array(Int(marker & 0x0f))
        case 0xa0...0xbf: return .string(try slice(Int(marker & 0x1f)))
        case 0xc0: return .null
        case 0xc2: return .bool(false)
        case 0xc3: return .bool(true)
        case 0xc4, 0xc5, 0xc6: return .binary(try slice(Int(try number(1 << Int(marker - 0xc4)))))
        case 0xc7, 0xc8, 0xc9:
            let count = Int(try number(1 << Int(marker - 0xc7)))
            let type = Int8(truncatingIfNeeded: try number(1))
            return .ext(type, try slice(count))
        case 0xca: return .double(Double(Float(bitPattern: UInt32(try number(4)))))
        case 0xcb: return .double(Double(bitPattern: try number(8)))
        case 0xcc, 0xcd, 0xce, 0xcf:
            let value = try number(1 << Int(marker - 0xcc))
            return Int64(exactly: value).map { .integer($0) } ?? .unsigned(value)
        case 0xd0: return .integer(Int64(Int8(truncatingIfNeeded: try number(1))))
        case 0xd1: return .integer(Int64(Int16(truncatingIfNeeded: try number(2))))
        case 0xd2: return .integer(Int64(Int32(truncatingIfNeeded: try number(4))))
        case 0xd3: return .integer(Int64(bitPattern: try number(8)))
        case 0xd4...0xd8:
            let type = Int8(truncatingIfNeeded: try number(1))
            return .ext(type, try slice(1 << Int(marker - 0xd4)))
        case 0xd9, 0xda, 0xdb: return .string(try slice(Int(try number(1 << Int(marker - 0xd9)))))
        case 0xdc, 0xdd: return .array(Int(try number(marker == 0xdc ? 2 : 4)))
        case 0xde, 0xdf: return .map(Int(try number(marker == 0xde ? 2 : 4)))
        case 0xe0...0xff: return .integer(Int64(Int8(bitPattern: marker)))
        default: throw MessagePackError(.reservedByte, offset: position - 1)
        }
    }

    /// Passes over the next value, whole, and gives where it was.
    mutating func skip() throws(MessagePackError) -> Range<Int> {
        let start = position
        // Values still to come in each container that is open.
        var open: [Int] = []
        repeat {
            let children: Int
            switch try next() {
            case .array(let count): children = count
            case .map(let count): children = count * 2
            default: children = 0
            }
            // A child takes a byte at least: a head that promises too many is refused at once.
            guard children <= end - position else { throw truncated() }
            if !open.isEmpty { open[open.count - 1] -= 1 }
            if children > 0 {
                guard open.count < Self.depthLimit else {
                    throw MessagePackError(.tooDeep(limit: Self.depthLimit), offset: start)
                }
                open.append(children)
            }
            while open.last == 0 { open.removeLast() }
        } while !open.isEmpty
        return start..<position
    }
}
