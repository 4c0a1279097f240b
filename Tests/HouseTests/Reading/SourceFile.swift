/// A file of the tree.
struct SourceFile {
    /// Relative to the package: "Sources/Platform/Bytes/JSON/JSONValue.swift".
    let path: String
    let text: String
    /// The file taken apart, for Swift.
    let swift: SwiftText?

    init(path: String, text: String) {
        self.path = path
        self.text = text
        swift = path.hasSuffix(".swift") ? SwiftText(text) : nil
    }

    /// "JSONValue.swift"
    var name: String { String(path.split(separator: "/").last ?? "") }

    /// "JSONValue", "JSONValue+Parsing"
    var baseName: String { name.hasSuffix(".swift") ? String(name.dropLast(6)) : name }

    /// Whether the name says that the file holds unsafe code.
    var isMarkedUnsafe: Bool { name.hasSuffix("+Unsafe.swift") }

    var lineCount: Int {
        text.utf8.count { $0 == UInt8(ascii: "\n") } + (text.isEmpty || text.hasSuffix("\n") ? 0 : 1)
    }

    /// The folder below "Sources", or "Tests".
    var wing: String? {
        let parts = path.split(separator: "/")
        return switch parts.first {
        case "Sources" where parts.count > 3: String(parts[1])
        case "Tests" where parts.count > 2: "Tests"
        default: nil
        }
    }

    /// The folder in the wing.
    var target: String? {
        let parts = path.split(separator: "/")
        return switch parts.first {
        case "Sources" where parts.count > 3: String(parts[2])
        case "Tests" where parts.count > 2: String(parts[1])
        default: nil
        }
    }
}
