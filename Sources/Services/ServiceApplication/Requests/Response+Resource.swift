public import Bytes
internal import HTTPTypes
public import Hummingbird
internal import ServiceKit

extension Response {
    /// One resource with its ETag; 304 without a body where the client has that version.
    public static func resource(_ value: JSONValue, tag: EntityTag, to request: Request) -> Response {
        guard !tag.isKnown(to: request) else {
            return Response(status: .notModified, headers: [.eTag: tag.text])
        }
        return .json(value, headers: [.eTag: tag.text])
    }

    /// A page of a list: `{"items": […], "nextCursor": …}`, the latter null on the last page, with the next page's
    /// address in a `Link` header as well.
    public static func page(_ items: [JSONValue], next: String?, of request: Request) -> Response {
        let body: JSONValue = ["items": .array(items), "nextCursor": next.map { .string($0) } ?? .null]
        guard let next else { return .json(body) }
        let query = (request.uri.query ?? "").split(separator: "&").filter { !$0.hasPrefix("cursor=") }
        let target = request.uri.path + "?" + (query + ["cursor=\(next)"]).joined(separator: "&")
        return .json(body, headers: [.link: "<\(target)>; rel=\"next\""])
    }
}

extension HTTPField.Name {
    static let link = HTTPField.Name("Link")!
}
