internal import Bytes
internal import CZlib

// Unsafe because zlib keeps addresses of input and output in its stream, and its own state the address of the stream.
// What keeps it right: both are set immediately before each call of zlib, from buffers that outlive that call, together
// with a count that is within the buffer; the stream stands at one address and is ended and freed where it was begun.

extension Gzip {
    /// How much is handed to or taken from zlib at a time; its counts have 32 bits.
    private static let blockSize = 256 << 10

    static func deflate(_ bytes: [UInt8], level: Int, format: Format) -> [UInt8] {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        defer { unsafe stream.deallocate() }
        let started = unsafe deflateInit2_(
            stream,
            Int32(level),
            Z_DEFLATED,
            format.windowBits,
            8,
            Z_DEFAULT_STRATEGY,
            zlibVersion(),
            Int32(MemoryLayout<z_stream>.size)
        )
        invariant(started == Z_OK, "deflateInit2: \(started)")
        defer { unsafe _ = deflateEnd(stream) }
        var output: [UInt8] = []
        var block = [UInt8](repeating: 0, count: min(blockSize, bytes.count / 2 + 256))
        var read = 0
        while true {
            let part = min(blockSize, bytes.count - read)
            let flush = read + part == bytes.count ? Z_FINISH : Z_NO_FLUSH
            let (status, taken, made) = unsafe run(stream, bytes, from: read, count: part, into: &block) {
                unsafe CZlib.deflate(stream, flush)
            }
            read += taken
            output.append(contentsOf: block[..<made])
            if status == Z_STREAM_END { return output }
            invariant(status == Z_OK || status == Z_BUF_ERROR, "deflate: \(status)")
        }
    }

    static func inflate(_ bytes: [UInt8], limit: Int, format: Format) throws(GzipError) -> [UInt8] {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        defer { unsafe stream.deallocate() }
        let started = unsafe inflateInit2_(
            stream,
            format.windowBits,
            zlibVersion(),
            Int32(MemoryLayout<z_stream>.size)
        )
        invariant(started == Z_OK, "inflateInit2: \(started)")
        defer { unsafe _ = inflateEnd(stream) }
        var output: [UInt8] = []
        // One byte more than the limit is enough to see that it is passed.
        var block = [UInt8](repeating: 0, count: min(blockSize, limit == .max ? .max : limit + 1))
        var read = 0
        while true {
            let part = min(blockSize, bytes.count - read)
            let (status, taken, made) = unsafe run(stream, bytes, from: read, count: part, into: &block) {
                unsafe CZlib.inflate(stream, Z_NO_FLUSH)
            }
            read += taken
            guard output.count + made <= limit else { throw .tooLarge(limit: limit) }
            output.append(contentsOf: block[..<made])
            switch status {
            case Z_STREAM_END:
                // gzip -c a b, and every append of some writers: another member follows. Padding with zeros is usual
                // on tapes and tolerated by gzip.
                let rest = bytes[read...].drop { $0 == 0 }
                guard let first = rest.first else { return output }
                guard format != .raw, format != .zlib, first == 0x1F else {
                    throw .damaged("\(bytes.count - read) bytes follow the end")
                }
                read = rest.startIndex
                let status = unsafe inflateReset(stream)
                invariant(status == Z_OK, "inflateReset: \(status)")
            case Z_OK:
                continue
            case Z_BUF_ERROR where read == bytes.count:
                throw .truncated
            case Z_NEED_DICT:
                throw .damaged("it needs a preset dictionary")
            default:
                let message = unsafe stream.pointee.msg.map { unsafe String(cString: $0) }
                throw .damaged(message ?? "zlib error \(status)")
            }
        }
    }

    /// One call of zlib, with `count` bytes of input and the whole of `block` for output.
    @unsafe
    private static func run(
        _ stream: UnsafeMutablePointer<z_stream>,
        _ input: [UInt8],
        from start: Int,
        count: Int,
        into block: inout [UInt8],
        _ call: () -> Int32
    ) -> (status: Int32, taken: Int, made: Int) {
        unsafe input.withUnsafeBufferPointer { input in
            unsafe block.withUnsafeMutableBufferPointer { output in
                let part = unsafe UnsafeBufferPointer(rebasing: input[start..<(start + count)])
                // zlib does not write to its input; its type is from before const.
                unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: part.baseAddress)
                unsafe stream.pointee.avail_in = UInt32(part.count)
                unsafe stream.pointee.next_out = output.baseAddress
                unsafe stream.pointee.avail_out = UInt32(output.count)
                let status = call()
                return unsafe (
                    status, count - Int(stream.pointee.avail_in), output.count - Int(stream.pointee.avail_out)
                )
            }
        }
    }
}
