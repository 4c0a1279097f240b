import HTTPTypes
import Hummingbird
import NIOHTTP1
import ServiceKit
import Telemetry

/// Which header fields cross the proxy, in both directions.
enum ForwardedHeaders {
    /// Belong to one connection (RFC 9110, 7.6.1) or are made anew on this one.
    private static let hopByHop: Set<String> = [
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer",
        "transfer-encoding", "upgrade", "http2-settings", "expect",
    ]

    /// Say where a request came from; only this server's own word for that goes on.
    private static let origin: Set<String> = [
        "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto",
        "x-forwarded-prefix", "x-forwarded-server", "x-real-ip", "x-original-url", "x-rewrite-url", "via",
    ]

    /// All that a query of the page needs to carry.
    private static let ofQueries: Set<String> = ["accept", "accept-encoding", "content-type", "content-encoding"]

    /// A request of a service's client: everything goes on but what ends here.
    static func ofRequest(_ request: Request, _ context: AppContext) -> HTTPHeaders {
        let named = connectionOptions(request.headers[values: .connection])
        var headers = HTTPHeaders()
        for field in request.headers {
            let name = field.name.canonicalName
            let ends = hopByHop.contains(name) || origin.contains(name) || named.contains(name)
            if ends || name == "content-length" || name == "host" { continue }
            headers.add(name: field.name.rawName, value: field.value)
        }
        if let client = context.clientAddress {
            headers.replaceOrAdd(name: "X-Forwarded-For", value: client)
        }
        if let host = request.head.authority {
            headers.replaceOrAdd(name: "X-Forwarded-Host", value: host)
        }
        headers.replaceOrAdd(name: "X-Forwarded-Proto", value: "http")
        addTrace(to: &headers, context)
        return headers
    }

    /// A query of the page: cookies and credentials of the services' users are none of the search server's business.
    static func ofQuery(_ request: Request, _ context: AppContext) -> HTTPHeaders {
        var headers = HTTPHeaders()
        for field in request.headers where ofQueries.contains(field.name.canonicalName) {
            headers.add(name: field.name.rawName, value: field.value)
        }
        addTrace(to: &headers, context)
        return headers
    }

    /// The same trace, with this server's part of it as the parent.
    private static func addTrace(to headers: inout HTTPHeaders, _ context: AppContext) {
        headers.replaceOrAdd(name: "traceparent", value: context.trace.traceparent)
        headers.replaceOrAdd(name: "X-Request-Id", value: context.requestID)
    }

    static func ofResponse(_ headers: HTTPHeaders, keepingCookies: Bool) -> HTTPFields {
        let named = connectionOptions(headers[canonicalForm: "connection"].map(String.init))
        var fields = HTTPFields()
        for (name, value) in headers {
            let lower = name.lowercased()
            if hopByHop.contains(lower) || named.contains(lower) || lower == "date" { continue }
            if !keepingCookies && lower == "set-cookie" { continue }
            guard let fieldName = HTTPField.Name(name) else { continue }
            fields.append(HTTPField(name: fieldName, value: value))
        }
        return fields
    }

    /// A `Connection` header names more fields that end with the connection.
    private static func connectionOptions(_ values: [String]) -> Set<String> {
        let names = values.joined(separator: ",").split(separator: ",").map { $0.trimmingSpaces().lowercased() }
        // A client must not take away by name what this server relies on.
        return Set(names).subtracting(["host", "content-length", "content-type", "authorization", "traceparent"])
    }
}
