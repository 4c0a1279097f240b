public import Bytes
public import HTTPTypes
public import Hummingbird
import NIOCore

extension Response {
    /// A response of bytes of a content type.
    public static func bytes(
        _ bytes: [UInt8],
        contentType: String,
        status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        if headers[.contentType] == nil {
            headers[.contentType] = contentType
        }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    public static func json(
        _ bytes: [UInt8],
        status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:]
    ) -> Response {
        .bytes(bytes, contentType: "application/json", status: status, headers: headers)
    }

    public static func json(
        _ value: JSONValue,
        status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:]
    ) -> Response {
        .json(value.serialized(), status: status, headers: headers)
    }

    public static func text(
        _ text: String,
        status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:]
    ) -> Response {
        .bytes(Array(text.utf8), contentType: "text/plain; charset=utf-8", status: status, headers: headers)
    }
}
