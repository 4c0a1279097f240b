public import Bytes
internal import HTTPTypes
public import Hummingbird
public import ServiceKit

/// The query of a list: known parameters only, each at most once (400 otherwise), so that a misspelt filter does not
/// silently give everything.
public struct ListQuery: Sendable {
    public static let defaultLimit = 20
    public static let maximumLimit = 100

    private let values: [String: String]

    /// - Parameter known: The filters of this list; `limit` and `cursor` come on top.
    public init(_ request: Request, known: [String]) throws(Problem) {
        var values: [String: String] = [:]
        for (name, value) in request.uri.queryParameters {
            let name = String(name)
            guard known.contains(name) || name == "limit" || name == "cursor" else {
                let names = (known + ["limit", "cursor"]).joined(separator: ", ")
                throw Problem(
                    .badRequest,
                    code: "unknown-parameter",
                    detail: "There is no query parameter \"\(name)\" here; there are \(names)."
                )
            }
            guard values[name] == nil else {
                throw Problem(.badRequest, code: "repeated-parameter", detail: "\"\(name)\" is given more than once.")
            }
            values[name] = String(value)
        }
        self.values = values
    }

    public func text(_ name: String, maximum: Int = 200) throws(Problem) -> String? {
        guard let text = values[name] else { return nil }
        guard text.unicodeScalars.count <= maximum else {
            throw Self.invalid(name, "is longer than \(maximum) characters")
        }
        return text
    }

    public func boolean(_ name: String) throws(Problem) -> Bool? {
        switch values[name] {
        case nil: return nil
        case "true": return true
        case "false": return false
        default: throw Self.invalid(name, "must be true or false")
        }
    }

    public func time(_ name: String) throws(Problem) -> Timestamp? {
        guard let text = values[name] else { return nil }
        guard let time = Timestamp(rfc3339: text) else { throw Self.invalid(name, "must be an RFC 3339 time") }
        return time
    }

    public func choice<Choice: RawRepresentable & CaseIterable>(_ name: String) throws(Problem) -> Choice?
    where Choice.RawValue == String {
        guard let text = values[name] else { return nil }
        guard let choice = Choice(rawValue: text) else {
            throw Self.invalid(name, "must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return choice
    }

    public func limit() throws(Problem) -> Int {
        guard let text = values["limit"] else { return Self.defaultLimit }
        guard let limit = Int(text), (1...Self.maximumLimit).contains(limit) else {
            throw Self.invalid("limit", "must be a whole number from 1 to \(Self.maximumLimit)")
        }
        return limit
    }

    public var cursor: String? { values["cursor"] }

    /// The filters in one canonical text: a cursor belongs to them.
    public var filters: String {
        values.filter { $0.key != "limit" && $0.key != "cursor" }.sorted { $0.key < $1.key }
            .map { "\($0.key)=\(JSONValue.string($0.value).text)" }.joined(separator: "&")
    }

    private static func invalid(_ name: String, _ message: String) -> Problem {
        Problem(
            .unprocessableContent,
            code: "validation",
            detail: "The query parameter \"\(name)\" \(message).",
            errors: [name: [message]]
        )
    }
}
