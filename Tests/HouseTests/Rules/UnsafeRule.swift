/// Unsafe pointers live in Bytes and Storage, and elsewhere in files whose name says so.
struct UnsafeRule: HouseRule {
    let name = "unsafe code is in Bytes, Storage or a file +Unsafe.swift that says what keeps it right"

    static let rooms: Set<String> = ["Bytes", "Storage"]

    func violations(in tree: SourceTree) -> [Violation] {
        tree.swiftFiles.flatMap { file, swift -> [Violation] in
            if file.isMarkedUnsafe {
                return isExplained(swift)
                    ? []
                    : [Violation(path: file.path, message: "nothing at the top says what keeps the unsafe code right")]
            }
            if let target = file.target, Self.rooms.contains(target), file.wing == "Platform" { return [] }
            var lines: Set<Int> = []
            return swift.tokens.compactMap { token in
                guard Self.isUnsafe(token), lines.insert(token.line).inserted else { return nil }
                return Violation(
                    path: file.path,
                    line: token.line,
                    message: "`\(token.text)` outside of Bytes, Storage and files +Unsafe.swift"
                )
            }
        }
    }

    static func isUnsafe(_ token: SwiftToken) -> Bool {
        guard token.kind == .word else { return false }
        let text = token.text
        return text == "unsafe" || text == "Unmanaged" || text == "OpaquePointer" || text.hasPrefix("withUnsafe")
            || text.hasPrefix("unsafeBitCast") || (text.hasPrefix("Unsafe") && text.contains("Pointer"))
    }

    /// A comment before the first declaration.
    private func isExplained(_ swift: SwiftText) -> Bool {
        let declaration = swift.tokens.first { token in
            token.kind == .word
                && ["extension", "struct", "class", "enum", "actor", "protocol", "func"].contains(token.text)
        }
        guard let first = declaration?.line else { return !swift.comments.isEmpty }
        return swift.comments.contains { $0.line < first }
    }
}
