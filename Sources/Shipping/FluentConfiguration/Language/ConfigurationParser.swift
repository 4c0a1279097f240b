/// Parses Fluentd's v1 configuration language into a tree of sections.
///
/// The grammar is that of Fluentd 1.19: `<name argument>` sections, `key value` lines, `#` comments, quoted strings
/// with escapes and `#{}` expressions, JSON arrays and hashes over several lines, `@include`. The parser does no I/O
/// of its own: files come from an `IncludeReader`.
public struct ConfigurationParser {
    /// Gives the files that an `@include` names, in the order in which they are read.
    ///
    /// - Parameters: the pattern as written (a path, a glob, or a `file://` URL), and the folder of the including file.
    /// - Returns: path and text of each file. A glob may match none.
    public typealias IncludeReader = (_ pattern: String, _ directory: String) throws(IncludeError) -> [IncludedFile]

    public struct IncludedFile: Sendable {
        public let path: String
        public let text: String

        public init(path: String, text: String) {
            self.path = path
            self.text = text
        }
    }

    public struct IncludeError: Error, Sendable {
        public let reason: String

        public init(_ reason: String) { self.reason = reason }
    }

    /// How deep sections may nest, and files include files.
    static let depthLimit = 32

    private static let reservedNames: Set<String> = ["@type", "@id", "@label", "@log_level"]
    private static let strictSections: Set<String> = ["match", "source", "filter", "system"]

    private let environment: ExpressionEnvironment
    private let include: IncludeReader
    public private(set) var warnings: [ConfigurationWarning] = []

    public init(environment: ExpressionEnvironment, include: @escaping IncludeReader) {
        self.environment = environment
        self.include = include
    }

    /// The tree of `text`; its root is a section named `ROOT`.
    public mutating func parse(_ text: String, file: String) throws(ConfigurationError) -> ConfigurationElement {
        var root = ConfigurationElement(name: "ROOT", location: ConfigurationLocation(file: file, line: 1))
        try parse(text, file: file, into: &root, depth: 0, isRoot: true)
        return root
    }

    private mutating func parse(
        _ text: String,
        file: String,
        into element: inout ConfigurationElement,
        depth: Int,
        isRoot: Bool
    ) throws(ConfigurationError) {
        var scanner = ConfigurationScanner(text, file: file)
        try parseBody(of: &element, isFile: true, isRoot: isRoot, depth: depth, &scanner)
    }

    /// Reads parameters and sections up to the end tag, or to the end of the file that the body is.
    private mutating func parseBody(
        of element: inout ConfigurationElement,
        isFile: Bool,
        isRoot: Bool,
        depth: Int,
        _ scanner: inout ConfigurationScanner
    ) throws(ConfigurationError) {
        guard depth < Self.depthLimit else {
            throw scanner.error("sections and includes may nest \(Self.depthLimit) deep at most")
        }
        while true {
            scanner.skipSpacing()
            if scanner.atEnd {
                if isFile { return }
                throw scanner.error("expected end tag '</\(element.name)>' but got end of file")
            }
            if scanner.skip("</") {
                let name = scanner.take(while: Self.isNameByte)
                scanner.skipBlanks()
                guard scanner.skip(">") else { throw scanner.error("expected '>' after the end tag '</\(name)'") }
                guard !isFile, name == element.name else {
                    throw scanner.error(
                        isFile
                            ? "unexpected end tag '</\(name)>'"
                            : "unmatched end tag '</\(name)>', expected '</\(element.name)>'"
                    )
                }
                guard scanner.skipLineEnd() else { throw scanner.error("expected end of line after end tag") }
                return
            }
            if scanner.current == UInt8(ascii: "<") {
                element.elements.append(try parseSection(depth: depth, &scanner))
            } else {
                try parseAttribute(into: &element, isRoot: isRoot, depth: depth, &scanner)
            }
        }
    }

    private mutating func parseSection(
        depth: Int,
        _ scanner: inout ConfigurationScanner
    ) throws(ConfigurationError) -> ConfigurationElement {
        let location = ConfigurationLocation(file: scanner.file, line: scanner.line)
        scanner.advance()
        let name = scanner.take(while: Self.isNameByte)
        guard !name.isEmpty else { throw scanner.error("expected the name of a section after '<'") }
        scanner.skipSpacing()
        var literals = LiteralParser(environment: environment)
        let argument = try literals.string(&scanner, until: .tagEnd)
        scanner.skipSpacing()
        guard scanner.skip(">") else { throw scanner.error("expected '>' at the end of the tag '<\(name)'") }
        guard scanner.skipLineEnd() else { throw scanner.error("expected end of line after tag") }
        guard case .text(let argumentText) = argument else {
            throw scanner.error("the argument of <\(name)> must be a string")
        }
        var element = ConfigurationElement(name: name, argument: argumentText, location: location)
        try parseBody(of: &element, isFile: false, isRoot: false, depth: depth + 1, &scanner)
        return element
    }

    private mutating func parseAttribute(
        into element: inout ConfigurationElement,
        isRoot: Bool,
        depth: Int,
        _ scanner: inout ConfigurationScanner
    ) throws(ConfigurationError) {
        let location = ConfigurationLocation(file: scanner.file, line: scanner.line)
        var literals = LiteralParser(environment: environment)
        guard case .text(let name) = try literals.string(&scanner, until: .space), !name.isEmpty else {
            throw scanner.error("expected the name of a parameter")
        }
        scanner.skipBlanks()
        guard let byte = scanner.current, !ConfigurationScanner.isNewline(byte) else {
            element.set(ConfigurationAttribute(name: name, value: .text(""), location: location))
            return
        }
        if name == "@include" || (isRoot && name == "include") {
            if name == "include" {
                warnings.append(.init(at: location, "'include' is deprecated: write '@include'"))
            }
            try parseInclude(into: &element, isRoot: isRoot, depth: depth, &scanner)
            return
        }
        if name.hasPrefix("@"), !Self.reservedNames.contains(name) {
            let reason =
                "'@' is the system reserved prefix. Don't use '@' prefix parameter in the configuration: \(name)"
            if isRoot || Self.strictSections.contains(element.name) { throw scanner.error(reason) }
            warnings.append(.init(at: location, reason))
        }
        let value = try literals.value(&scanner)
        guard scanner.skipLineEnd() else { throw scanner.error("expected end of line") }
        element.set(ConfigurationAttribute(name: name, value: value, location: location))
    }

    private mutating func parseInclude(
        into element: inout ConfigurationElement,
        isRoot: Bool,
        depth: Int,
        _ scanner: inout ConfigurationScanner
    ) throws(ConfigurationError) {
        let location = scanner.location
        var literals = LiteralParser(environment: environment)
        guard case .text(let pattern) = try literals.string(&scanner, until: .lineEnd), !pattern.isEmpty else {
            throw ConfigurationError(at: location, "@include needs a path")
        }
        guard scanner.skipLineEnd() else { throw scanner.error("expected end of line") }
        if pattern.hasPrefix("http://") || pattern.hasPrefix("https://") {
            throw ConfigurationError(at: location, "@include of a URL is not supported: \(pattern)")
        }
        let files: [IncludedFile]
        do {
            files = try include(pattern, Self.directory(of: scanner.file))
        } catch {
            throw ConfigurationError(at: location, "@include \(pattern): \(error.reason)")
        }
        for file in files {
            try parse(file.text, file: file.path, into: &element, depth: depth + 1, isRoot: isRoot)
        }
    }

    static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
