import HTTPTypes
import Hummingbird
import ServiceKit

/// `/` and the files that the page loads.
///
/// The page names its files with the edition in front (`/assets/0123456789abcdef/app.js`), and they find each other by
/// relative paths, so all of them may be kept for ever; only the page itself is asked for each time.
struct AssetRoutes: Sendable {
    private let library: AssetLibrary

    /// What the page may do: its own files and its own server, nothing written into the page, nothing else.
    /// Trusted types also forbid every way from text to markup, now and in what will be added.
    static let pagePolicy = """
        default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'; \
        require-trusted-types-for 'script'; trusted-types 'none'
        """

    init(source: AssetSource) async throws {
        library = try AssetLibrary(source)
        guard try await library.asset("index.html") != nil else {
            throw StartupError("the page is missing: this program was built without Sources/Console/Console/web")
        }
    }

    func add(to router: AppRouter) {
        router.get("/") { request, _ in try await page(request) }
        router.get("/favicon.ico") { request, _ in try await file("favicon.svg", request, caching: "max-age=86400") }
        router.get("/assets") { request, _ in try await file("", request, caching: "no-cache") }
        router.get("/assets/**") { request, context in
            let path = context.parameters.getCatchAll().joined(separator: "/")
            if let edition = library.edition, path.hasPrefix(edition + "/") {
                let name = String(path.dropFirst(edition.count + 1))
                return try await file(name, request, caching: "public, max-age=31536000, immutable")
            }
            // During an update, a page of the other version may ask here: it gets these files, but must not keep them
            // under the other version's name.
            return try await file(withoutEdition(path), request, caching: "no-cache")
        }
    }

    private func page(_ request: Request) async throws -> Response {
        guard let asset = try await library.asset("index.html") else { throw Problem(.notFound, detail: "no page") }
        var text = String(decoding: asset.bytes, as: UTF8.self)
        if let edition = library.edition {
            text = text.split(separator: "\"/assets/", omittingEmptySubsequences: false)
                .joined(separator: "\"/assets/\(edition)/")
        }
        guard let page = Asset(path: "index.html", bytes: Array(text.utf8), compress: false) else {
            throw Problem(.notFound, detail: "no page")
        }
        var response = respond(page, request, caching: "no-cache")
        response.headers[.contentSecurityPolicy] = Self.pagePolicy
        return response
    }

    private func file(_ path: String, _ request: Request, caching: String) async throws -> Response {
        guard let asset = try await library.asset(path) else {
            throw Problem(.notFound, detail: "the page has no file \(path)")
        }
        return respond(asset, request, caching: library.edition == nil ? "no-store" : caching)
    }

    private func respond(_ asset: Asset, _ request: Request, caching: String) -> Response {
        let acceptsGzip = Self.accepts("gzip", request.headers[values: .acceptEncoding])
        let gzipped = acceptsGzip ? asset.gzipped : nil
        let tag = "\"\(asset.hash)\(gzipped == nil ? "" : "-gzip")\""
        var headers: HTTPFields = [.cacheControl: caching, .eTag: tag]
        if asset.gzipped != nil { headers[.vary] = "Accept-Encoding" }
        if Self.matches(tag, request.headers[values: .ifNoneMatch]) {
            return Response(status: .notModified, headers: headers)
        }
        if gzipped != nil { headers[.contentEncoding] = "gzip" }
        return .bytes(gzipped ?? asset.bytes, contentType: asset.contentType, headers: headers)
    }

    private func withoutEdition(_ path: String) -> String {
        guard let slash = path.firstIndex(of: "/") else { return path }
        let first = path[..<slash]
        let isEdition = first.utf8.count == 16 && first.allSatisfy(\.isHexDigit)
        return isEdition ? String(path[path.index(after: slash)...]) : path
    }

    /// Does a list of entity tags hold this one? Weakness does not matter here (RFC 9110, 13.1.2).
    static func matches(_ tag: String, _ lists: [String]) -> Bool {
        lists.joined(separator: ",").split(separator: ",").contains { item in
            var item = item.trimmingSpaces()
            if item.hasPrefix("W/") { item = item.dropFirst(2) }
            return item == "*" || item == tag
        }
    }

    /// Does a list of codings take this one? `q=0` refuses it (RFC 9110, 12.5.3).
    static func accepts(_ coding: String, _ lists: [String]) -> Bool {
        lists.joined(separator: ",").split(separator: ",").contains { item in
            let parts = item.split(separator: ";").map { $0.trimmingSpaces() }
            guard let name = parts.first, name.lowercased() == coding else { return false }
            let refusals: Set<Substring> = ["q=0", "q=0.0", "q=0.00", "q=0.000"]
            return !parts.dropFirst().contains { refusals.contains($0) }
        }
    }
}

extension StringProtocol {
    /// Without spaces and tabs at both ends.
    func trimmingSpaces() -> Substring {
        var rest = Substring(self)
        while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return rest
    }
}
