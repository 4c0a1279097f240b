/// Where a database lives, as `--database` says it: `sqlite:PATH`.
public struct DatabaseLocation: Sendable, Hashable, CustomStringConvertible {
    /// The database file's path; its folder is created when it is missing.
    public let path: String

    public init(path: String) {
        self.path = path
    }

    /// Reads `sqlite:PATH`. Another scheme is refused by name, so that nobody believes to be on PostgreSQL.
    public init(parsing text: String) throws(DatabaseLocationError) {
        guard let colon = text.firstIndex(of: ":") else {
            throw DatabaseLocationError("\"\(text)\" names no kind of store: write sqlite:PATH")
        }
        let scheme = text[..<colon]
        var path = text[text.index(after: colon)...]
        guard scheme == "sqlite" else {
            throw DatabaseLocationError(
                "\"\(scheme):\" is not supported, only sqlite:PATH is (for example sqlite:/var/lib/martlet/users.db)"
            )
        }
        if path.hasPrefix("//") { path = path.dropFirst(2) }
        guard !path.isEmpty else { throw DatabaseLocationError("\"\(text)\" has no path: write sqlite:PATH") }
        self.path = String(path)
    }

    public var description: String { "sqlite:\(path)" }
}

public struct DatabaseLocationError: Error, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
