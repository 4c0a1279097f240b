internal import HTTPTypes
public import Hummingbird
public import ServiceKit

/// The strong validator of a resource that counts its changes: `"7"` for version 7 (RFC 9110, section 8.8.3).
public struct EntityTag: Sendable, Equatable {
    public let version: Int64

    public init(version: Int64) {
        self.version = version
    }

    public var text: String { "\"\(version)\"" }

    /// Whether an `If-None-Match` header says that the client has this version already. It compares weakly.
    public func isKnown(to request: Request) -> Bool {
        guard let header = request.headers[.ifNoneMatch] else { return false }
        return Self.tags(in: header).contains { $0 == "*" || $0 == text || $0 == "W/" + text }
    }

    /// Refuses a change whose `If-Match` header was written for another version (412), or that has none where one is
    /// `required` (428).
    public func checkPrecondition(of request: Precondition) throws(Problem) {
        guard let tags = request.tags else {
            guard !request.isRequired else {
                throw Problem(
                    .preconditionRequired,
                    detail: "This change needs an If-Match header with the resource's ETag."
                )
            }
            return
        }
        guard tags.contains("*") || tags.contains(text) else {
            throw Problem(
                .preconditionFailed,
                detail: "The resource has changed: its ETag is \(text) now.",
                headers: [.eTag: text]
            )
        }
    }

    static func tags(in header: String) -> [String] {
        header.split(separator: ",").map { tag in
            String(tag.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
        }
    }
}

/// What a change asks of the version that it is made to; taken from the request before the transaction.
public struct Precondition: Sendable {
    let tags: [String]?
    let isRequired: Bool

    public init(_ request: Request, required: Bool) {
        tags = request.headers[.ifMatch].map { EntityTag.tags(in: $0) }
        isRequired = required
    }
}
