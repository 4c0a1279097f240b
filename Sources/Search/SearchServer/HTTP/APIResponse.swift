import Bytes
import HTTPTypes
import Hummingbird
import ServiceKit

/// What a handler answers, before it is put in the form that the client asked for.
struct APIResponse {
    enum Body {
        /// A JSON document.
        case json([UInt8])
        case text(String)
        case none
    }

    var status: HTTPResponse.Status = .ok
    var body: Body

    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> APIResponse {
        APIResponse(status: status, body: .json(value.serialized()))
    }

    static func json(_ bytes: [UInt8], status: HTTPResponse.Status = .ok) -> APIResponse {
        APIResponse(status: status, body: .json(bytes))
    }

    static let acknowledged = APIResponse.json(["acknowledged": true])

    func response(to request: APIRequest) -> Response {
        let type = MediaType.answer(to: request.request)
        switch body {
        case .none: return Response(status: status, headers: [.contentType: type])
        case .text(let text): return .text(text, status: status)
        case .json(var bytes):
            let paths = request.filterPath
            if !paths.isEmpty || request.isPretty, let value = try? JSONValue(parsing: bytes, depthLimit: 256) {
                let filtered = paths.isEmpty ? value : ResponseFilter(paths).apply(to: value)
                bytes = filtered.serialized(pretty: request.isPretty)
                if request.isPretty { bytes.append(10) }
            }
            return .bytes(bytes, contentType: type, status: status)
        }
    }
}

/// `filter_path`: which parts of an answer are wanted. `*` stands for any part of a name, `**` for any path; what
/// begins with `-` is left out.
struct ResponseFilter {
    private let includes: [[String]]
    private let excludes: [[String]]

    init(_ paths: [String]) {
        func parts(_ path: Substring) -> [String] { path.split(separator: ".").map(String.init) }
        includes = paths.filter { !$0.hasPrefix("-") }.map { parts($0[...]) }
        excludes = paths.filter { $0.hasPrefix("-") }.map { parts($0.dropFirst()) }
    }

    func apply(to value: JSONValue) -> JSONValue {
        var result = value
        if !includes.isEmpty { result = Self.include(result, includes) ?? [:] }
        if !excludes.isEmpty { result = Self.exclude(result, excludes) ?? [:] }
        return result
    }

    /// The paths that go on behind a key; an empty one has come to its end.
    private static func advance(_ paths: [[String]], _ key: String) -> [[String]] {
        var next: [[String]] = []
        for path in paths {
            guard let head = path.first else { continue }
            if head == "**" {
                next.append(path)
                next += advance([Array(path.dropFirst())], key)
                if path.count == 1 { next.append([]) }
            } else if WildcardName.matches(head, key) {
                next.append(Array(path.dropFirst()))
            }
        }
        return next
    }

    private static func include(_ value: JSONValue, _ paths: [[String]]) -> JSONValue? {
        switch value {
        case .object(let object):
            var result = JSONObject()
            for (key, inner) in object {
                let next = advance(paths, key)
                if next.contains([]) {
                    result.append(key, inner)
                } else if !next.isEmpty, let kept = include(inner, next) {
                    result.append(key, kept)
                }
            }
            if result.isEmpty { return nil }
            return .object(result)
        case .array(let elements):
            let kept = elements.compactMap { include($0, paths) }
            if kept.isEmpty { return nil }
            return .array(kept)
        default: return nil
        }
    }

    private static func exclude(_ value: JSONValue, _ paths: [[String]]) -> JSONValue? {
        switch value {
        case .object(let object):
            var result = JSONObject()
            for (key, inner) in object {
                let next = advance(paths, key)
                if next.contains([]) { continue }
                if let kept = next.isEmpty ? inner : exclude(inner, next) { result.append(key, kept) }
            }
            if result.isEmpty, !object.isEmpty { return nil }
            return .object(result)
        case .array(let elements): return .array(elements.compactMap { exclude($0, paths) })
        default: return value
        }
    }
}
