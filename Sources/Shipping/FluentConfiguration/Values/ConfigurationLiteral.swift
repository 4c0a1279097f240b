/// A JSON value in a configuration, such as an item of an array parameter.
public enum ConfigurationLiteral: Sendable, Equatable {
    case null
    case bool(Bool)
    /// A number as it is written.
    case number(String)
    case string(String)
    case array([ConfigurationLiteral])
    case object([(key: String, value: ConfigurationLiteral)])

    public static func == (left: Self, right: Self) -> Bool { left.text == right.text }

    /// `true`, `false`, `null` or a number.
    init?(scalar token: String) {
        switch token {
        case "true": self = .bool(true)
        case "false": self = .bool(false)
        case "null": self = .null
        default:
            guard let first = token.utf8.first, first == UInt8(ascii: "-") || (0x30...0x39).contains(first),
                Double(token) != nil
            else { return nil }
            self = .number(token)
        }
    }

    /// What the value is as a string parameter: a string without its quotes, anything else as JSON.
    public var plain: String {
        if case .string(let string) = self { string } else { text }
    }

    /// Compact JSON.
    public var text: String {
        switch self {
        case .null: return "null"
        case .bool(let value): return value ? "true" : "false"
        case .number(let text): return text
        case .string(let string): return Self.quoted(string)
        case .array(let items): return "[" + items.map(\.text).joined(separator: ",") + "]"
        case .object(let members):
            return "{" + members.map { Self.quoted($0.key) + ":" + $0.value.text }.joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ string: String) -> String {
        var result = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{8}": result += "\\b"
            case "\u{c}": result += "\\f"
            case "\u{0}"..<" ":
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
