/// The parameters of a tailing source.
public struct TailConfiguration: Sendable {
    /// A name that stays the same over restarts.
    public var id: String
    /// Paths, in which `*`, `?`, `[…]` and `**` stand for others.
    public var paths: [String]
    public var excludedPaths: [String] = []
    /// A `*` in it is replaced by the path with points for slashes.
    public var tag: String
    /// Where positions are kept; nil: nowhere.
    public var positionFile: String?
    public var readsFromHead = false
    public var refreshInterval: Duration = .seconds(60)
    /// How long a file that has been rotated away is watched for late lines once it has been read to its end.
    public var rotateWait: Duration = .seconds(5)
    /// Lines in one batch.
    public var lineLimit = 1000
    /// A longer line is passed over and counted.
    public var maximumLineBytes = 16 << 20
    /// Lines that the parser does not take become events with the field `unmatched_line`.
    public var emitsUnmatchedLines = false
    /// The field that takes the path of the file.
    public var pathKey: String?
    /// Files that have not been written to for longer are not opened.
    public var modificationLimit: Duration?
    public var parser: LineParser

    public init(id: String, paths: [String], tag: String, parser: LineParser) {
        self.id = id
        self.paths = paths
        self.tag = tag
        self.parser = parser
    }

    func tag(for path: String) -> String {
        guard let star = tag.firstIndex(of: "*") else { return tag }
        let parts = path.split(separator: "/").joined(separator: ".").split(separator: ".").joined(separator: ".")
        return tag[..<star] + parts + tag[tag.index(after: star)...]
    }
}
