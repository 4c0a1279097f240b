public import Bytes
import HTTPTypes
public import Hummingbird
import NIOCore
import Storage

extension Request {
    /// The whole body, decompressed where it came as gzip or deflate.
    /// - Parameters:
    ///   - context: Its limit holds before and after decompression.
    ///   - limit: A smaller limit in bytes.
    /// - Throws: `Problem` with 413 past the limit, 415 for another encoding, 400 for broken compressed data.
    public func bodyBytes(_ context: AppContext, limit: Int? = nil) async throws -> [UInt8] {
        let limit = min(limit ?? context.maxBodyBytes, context.maxBodyBytes)
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw Problem.bodyTooLarge(limit)
        }
        var bytes: [UInt8] = []
        for try await buffer in body {
            guard bytes.count + buffer.readableBytes <= limit else { throw Problem.bodyTooLarge(limit) }
            bytes.append(contentsOf: buffer.readableBytesView)
        }
        switch headers[.contentEncoding]?.lowercased() {
        case nil, "identity", "":
            return bytes
        case "gzip", "x-gzip", "deflate":
            do {
                return try Gzip.decompress(bytes, limit: limit)
            } catch GzipError.tooLarge {
                throw Problem.bodyTooLarge(limit)
            } catch {
                throw Problem(.badRequest, code: "malformed-body", detail: "the compressed body is broken: \(error)")
            }
        case let encoding?:
            throw Problem(
                .unsupportedMediaType,
                detail: "Content-Encoding \"\(encoding)\" is not supported; send gzip, deflate or none"
            )
        }
    }

    /// The body as JSON.
    /// - Throws: `Problem` with 400 and the place of the error; see also ``bodyBytes(_:limit:)``.
    public func json(_ context: AppContext, limit: Int? = nil) async throws -> JSONValue {
        let bytes = try await bodyBytes(context, limit: limit)
        do {
            return try JSONValue(parsing: bytes)
        } catch {
            throw Problem(.badRequest, code: "malformed-json", detail: "the body is not JSON: \(error)")
        }
    }
}

extension Problem {
    static func bodyTooLarge(_ limit: Int) -> Problem {
        Problem(.contentTooLarge, detail: "the body is larger than \(limit) bytes")
    }
}
