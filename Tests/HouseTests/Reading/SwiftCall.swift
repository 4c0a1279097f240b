/// A call taken apart: a name, and what stands between its parentheses.
struct SwiftCall {
    struct Argument: Hashable {
        var label: String?
        var value: ArraySlice<SwiftToken>
    }

    let arguments: [Argument]

    /// The call that begins with the first of `tokens`; nil where no parenthesis follows it, or none closes it.
    init?(_ tokens: ArraySlice<SwiftToken>) {
        guard tokens.first?.kind == .word, let enclosed = Self.enclosed(tokens.dropFirst()) else { return nil }
        arguments = Self.split(enclosed).map { part in
            guard part.count > 1, part[part.startIndex].kind == .word, part[part.startIndex + 1].isSign(":") else {
                return Argument(label: nil, value: part)
            }
            return Argument(label: part[part.startIndex].text, value: part.dropFirst(2))
        }
    }

    /// An argument without a label.
    func argument(_ position: Int) -> ArraySlice<SwiftToken>? {
        guard arguments.indices.contains(position), arguments[position].label == nil else { return nil }
        return arguments[position].value
    }

    func argument(_ label: String) -> ArraySlice<SwiftToken>? {
        arguments.first { $0.label == label }?.value
    }

    /// The argument at a position, if it is nothing but a string.
    func string(_ position: Int) -> String? {
        argument(position).flatMap(Self.string)
    }

    func string(_ label: String) -> String? {
        argument(label).flatMap(Self.string)
    }

    private static func string(_ value: ArraySlice<SwiftToken>) -> String? {
        guard value.count == 1, let token = value.first, token.kind == .string else { return nil }
        return token.text
    }

    /// What is between the parenthesis or bracket that `tokens` starts with and the one that closes it.
    static func enclosed(_ tokens: ArraySlice<SwiftToken>) -> ArraySlice<SwiftToken>? {
        guard let first = tokens.first, first.isSign("(") || first.isSign("[") else { return nil }
        var depth = 0
        for index in tokens.indices {
            depth += nesting(tokens[index])
            if depth == 0 { return tokens[(tokens.startIndex + 1)..<index] }
        }
        return nil
    }

    /// The parts between the commas that are in no inner parentheses; a comma at the end adds none.
    static func split(_ tokens: ArraySlice<SwiftToken>) -> [ArraySlice<SwiftToken>] {
        var parts: [ArraySlice<SwiftToken>] = []
        var depth = 0
        var start = tokens.startIndex
        for index in tokens.indices {
            depth += nesting(tokens[index])
            if depth == 0, tokens[index].isSign(",") {
                parts.append(tokens[start..<index])
                start = index + 1
            }
        }
        if start < tokens.endIndex { parts.append(tokens[start...]) }
        return parts
    }

    /// The expression that `tokens` starts with, up to the declaration that follows it.
    static func expression(_ tokens: ArraySlice<SwiftToken>) -> ArraySlice<SwiftToken> {
        var depth = 0
        for index in tokens.indices {
            if depth == 0, tokens[index].isWord("let") || tokens[index].isWord("func") {
                return tokens[..<index]
            }
            depth += nesting(tokens[index])
        }
        return tokens
    }

    private static func nesting(_ token: SwiftToken) -> Int {
        guard token.kind == .sign else { return 0 }
        return switch token.text {
        case "(", "[", "{": 1
        case ")", "]", "}": -1
        default: 0
        }
    }
}
