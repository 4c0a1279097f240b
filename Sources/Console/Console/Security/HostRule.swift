import HTTPTypes
import Hummingbird
import ServiceKit

/// Which names this server answers to.
///
/// A web site can make its own name point to 127.0.0.1 after its page was loaded (DNS rebinding); the browser then
/// takes the console for a part of that site and lets it read the answers. The `Host` header still has the site's name.
struct HostRule: Sendable {
    /// Lower case, without ports; `nil` allows every name.
    private let names: Set<String>?

    init(listening host: String, allowed: [String]) {
        let isLoopback = host == "localhost" || host == "::1" || host.hasPrefix("127.")
        var names = Set(allowed.map { $0.lowercased() })
        if isLoopback { names.formUnion(["localhost", "127.0.0.1", "::1", host.lowercased()]) }
        self.names = names.isEmpty ? nil : names
    }

    /// - Parameter authority: The `Host` header; without one the request is not a browser's.
    func admits(_ authority: String?) -> Bool {
        guard let names, let authority else { return true }
        var name = Substring(authority.lowercased())
        if name.first == "[" {
            guard let end = name.firstIndex(of: "]") else { return false }
            name = name[name.index(after: name.startIndex)..<end]
        } else if let colon = name.lastIndex(of: ":") {
            name = name[..<colon]
        }
        return names.contains(String(name))
    }
}

/// Refuses requests for names that are not this server's, but for probes, which come to an address.
struct HostGuard: RouterMiddleware {
    let rule: HostRule
    private static let probes = ["/livez", "/readyz", "/startupz", "/metrics"]

    func handle(
        _ request: Request,
        context: AppContext,
        next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        guard rule.admits(request.head.authority) || Self.probes.contains(request.uri.path) else {
            throw Problem(
                .misdirectedRequest,
                code: "unknown-host",
                detail: "this console does not answer to the name in the Host header; allow it in the configuration"
            )
        }
        return try await next(request, context)
    }
}
