import Bytes
import TestSupport

/// What a program or library for Linux says about the libraries it needs: the dynamic section of an ELF file (System V
/// ABI, chapters 4 and 5; 64-bit, little-endian).
struct ELFFile {
    struct NotELF: Error, CustomStringConvertible {
        var path: String
        var reason: String
        var description: String { "\(path): \(reason)" }
    }

    let path: String
    /// `DT_NEEDED`: file names.
    private(set) var needed: [String] = []
    /// `DT_RUNPATH` and `DT_RPATH`: folders, `$ORIGIN` filled in.
    private(set) var searchPaths: [String] = []

    private struct Segment {
        var type: UInt32
        var offset: Int
        var address: UInt64
        var size: Int
    }

    private static let load: UInt32 = 1
    private static let dynamic: UInt32 = 2

    init(_ path: String) throws {
        self.path = path
        let header = try Self.read(path, at: 0, count: 64)
        guard header.count == 64, header.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]) else {
            throw NotELF(path: path, reason: "not a 64-bit little-endian ELF file")
        }
        let segments = try Self.segments(path, header)
        guard let dynamic = segments.first(where: { $0.type == Self.dynamic }) else { return }
        var entries: [(tag: UInt64, value: UInt64)] = []
        var reader = ByteReader(try Self.read(path, at: dynamic.offset, count: dynamic.size))
        while reader.remaining >= 16 {
            let entry = (tag: try reader.readUInt64(), value: try reader.readUInt64())
            if entry.tag == 0 { break }
            entries.append(entry)
        }
        let table = entries.first { $0.tag == 5 }
        let tableSize = entries.first { $0.tag == 10 }
        guard let table, let tableSize,
            let home = segments.first(where: {
                $0.type == Self.load && table.value >= $0.address && table.value < $0.address + UInt64($0.size)
            })
        else {
            throw NotELF(path: path, reason: "no table of strings in the dynamic section")
        }
        let offset = home.offset + Int(table.value - home.address)
        let strings = try Self.read(path, at: offset, count: Int(tableSize.value))
        let origin = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        for (tag, value) in entries where value < UInt64(strings.count) {
            let text = String(decoding: strings[Int(value)...].prefix { $0 != 0 }, as: UTF8.self)
            switch tag {
            case 1:
                needed.append(text)
            case 15, 29:
                searchPaths += text.split(separator: ":").map { folder in
                    folder.hasPrefix("$ORIGIN") ? origin + folder.dropFirst("$ORIGIN".count) : String(folder)
                }
            default:
                continue
            }
        }
    }

    private static func segments(_ path: String, _ header: [UInt8]) throws -> [Segment] {
        var fields = ByteReader(header, in: 32..<64)
        let offset = Int(try fields.readUInt64())
        _ = try fields.readBytes(54 - 40)
        let size = Int(try fields.readUInt16())
        let count = Int(try fields.readUInt16())
        var reader = ByteReader(try read(path, at: offset, count: size * count))
        var segments: [Segment] = []
        for _ in 0..<count {
            let type = try reader.readUInt32()
            _ = try reader.readUInt32()
            let offset = Int(try reader.readUInt64())
            let address = try reader.readUInt64()
            _ = try reader.readUInt64()
            segments.append(Segment(type: type, offset: offset, address: address, size: Int(try reader.readUInt64())))
            _ = try reader.readBytes(size - 40)
        }
        return segments
    }

    private static func read(_ path: String, at offset: Int, count: Int) throws -> [UInt8] {
        let bytes = try TestFiles.read(path, at: offset, count: count)
        guard bytes.count == count else { throw NotELF(path: path, reason: "it ends before \(offset + count)") }
        return bytes
    }
}
