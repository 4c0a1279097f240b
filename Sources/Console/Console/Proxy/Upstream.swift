import ServiceKit

/// A server behind: the only part of a request's destination that a client cannot choose.
struct Upstream: Sendable {
    /// What it is called in answers, e.g. `todo-service`.
    let name: String
    /// `http://host:port`, without a slash at its end.
    let base: String

    /// - Throws: `StartupError` for anything but a scheme, a host and a port: a path, a query or a password in it would
    ///   become a part of every request.
    init(_ url: String, name: String) throws(StartupError) {
        let trimmed = url.hasSuffix("/") ? String(url.dropLast()) : url
        let rest: Substring
        if trimmed.hasPrefix("http://") {
            rest = trimmed.dropFirst(7)
        } else if trimmed.hasPrefix("https://") {
            rest = trimmed.dropFirst(8)
        } else {
            rest = ""
        }
        let allowed: Set<UInt8> = [UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]")]
        let isAuthority = rest.utf8.allSatisfy { PlainPath.isUnreserved($0) || allowed.contains($0) }
        guard !rest.isEmpty, isAuthority else {
            throw StartupError("\"\(url)\" is not the address of the \(name): write it as http://host:port")
        }
        self.name = name
        base = trimmed
    }
}
