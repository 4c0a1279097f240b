internal import Bytes

/// Reads the records of a log one after the other, in blocks.
struct RecordReader: ~Copyable {
    enum Step: Equatable {
        case record([UInt8], offset: Int)
        /// Nothing right stands at `offset`, which is where the file should end.
        case broken(offset: Int, reason: String)
        /// A right frame, whose length this reader does not take.
        case tooLong(length: Int, offset: Int)
        case end
    }

    private static let blockSize = 1 << 20

    private let salt: UInt32
    private let limit: Int
    private let fileSize: Int
    /// Where the next record stands.
    private(set) var offset: Int
    private var block: [UInt8] = []
    private var blockOffset = 0

    init(salt: UInt32, limit: Int, fileSize: Int, startingAt offset: Int) {
        self.salt = salt
        self.limit = limit
        self.fileSize = fileSize
        self.offset = offset
    }

    mutating func next(in file: borrowing File) throws(StorageError) -> Step {
        let left = fileSize - offset
        guard left > 0 else { return .end }
        guard left >= RecordFrame.size, let position = try load(RecordFrame.size, in: file) else {
            return .broken(offset: offset, reason: "the file ends inside a record's frame")
        }
        guard let frame = RecordFrame(block, at: position, offset: offset, salt: salt) else {
            return .broken(offset: offset, reason: "the frame's checksum is wrong")
        }
        guard frame.length <= limit else { return .tooLong(length: frame.length, offset: offset) }
        guard left >= RecordFrame.size + frame.length,
            let position = try load(RecordFrame.size + frame.length, in: file)
        else {
            return .broken(offset: offset, reason: "the file ends inside a record of \(frame.length) bytes")
        }
        let start = position + RecordFrame.size
        let payload = Array(block[start..<(start + frame.length)])
        guard frame.isRight(payload, salt: salt) else {
            return .broken(offset: offset, reason: "the checksum of a record of \(frame.length) bytes is wrong")
        }
        let at = offset
        offset += RecordFrame.size + frame.length
        return .record(payload, offset: at)
    }

    /// The first right record behind the broken one at `offset`: that one is then no torn tail.
    mutating func firstRecord(behind broken: Int, in file: borrowing File) throws(StorageError) -> Int? {
        offset = broken + 1
        while fileSize - offset >= RecordFrame.size {
            guard let position = try load(RecordFrame.size, in: file) else { return nil }
            // Frames inside the block are tried without going through `load` for each byte.
            let last = min(block.count - RecordFrame.size, position + (fileSize - offset) - RecordFrame.size)
            for candidate in position...max(position, last) {
                let at = blockOffset + candidate
                // Most places are ruled out by what would be the length, before a checksum is computed.
                guard Int(block.littleEndianUInt32(at: candidate)) <= fileSize - at - RecordFrame.size else { continue }
                if let frame = RecordFrame(block, at: candidate, offset: at, salt: salt) {
                    let payload = try file.read(upTo: frame.length, at: at + RecordFrame.size)
                    if frame.isRight(payload, salt: salt) { return at }
                }
            }
            offset = blockOffset + max(position, last) + 1
        }
        return nil
    }

    /// Sees that `count` bytes from `offset` are in the block. Nil where the file has become shorter.
    private mutating func load(_ count: Int, in file: borrowing File) throws(StorageError) -> Int? {
        let position = offset - blockOffset
        if position >= 0, position + count <= block.count { return position }
        block.removeAll(keepingCapacity: true)
        blockOffset = offset
        let wanted = min(max(count, Self.blockSize), fileSize - offset)
        let read = try file.read(into: &block, count: wanted, at: offset)
        return read >= count ? 0 : nil
    }
}
