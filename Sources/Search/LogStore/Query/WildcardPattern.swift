/// Patterns with `*` (any run) and `?` (any one scalar); a backslash takes the meaning off what follows.
public struct WildcardPattern: Sendable, Equatable {
    private enum Element: Sendable, Equatable {
        case scalar(Unicode.Scalar)
        case one
        case run
    }

    private let elements: [Element]

    public init(_ pattern: String) {
        var elements: [Element] = []
        var isEscaped = false
        for scalar in pattern.unicodeScalars {
            if isEscaped {
                elements.append(.scalar(scalar))
                isEscaped = false
            } else {
                switch scalar {
                case "\\": isEscaped = true
                case "*": if elements.last != .run { elements.append(.run) }
                case "?": elements.append(.one)
                default: elements.append(.scalar(scalar))
                }
            }
        }
        if isEscaped { elements.append(.scalar("\\")) }
        self.elements = elements
    }

    /// Whether the whole of `text` fits. Takes time linear in text times pattern, whatever they are.
    public func matches(_ text: String) -> Bool {
        matches(Array(text.unicodeScalars))
    }

    func matches(_ text: [Unicode.Scalar]) -> Bool {
        var textIndex = 0
        var index = 0
        var lastRun: (index: Int, text: Int)?
        while textIndex < text.count {
            if index < elements.count, elements[index] == .one || elements[index] == .scalar(text[textIndex]) {
                textIndex += 1
                index += 1
            } else if index < elements.count, elements[index] == .run {
                lastRun = (index, textIndex)
                index += 1
            } else if let run = lastRun {
                // The run takes one more.
                lastRun = (run.index, run.text + 1)
                textIndex = run.text + 1
                index = run.index + 1
            } else {
                return false
            }
        }
        while index < elements.count, elements[index] == .run { index += 1 }
        return index == elements.count
    }

    /// Whether a name fits a pattern in which only `*` has a meaning: index names, field names.
    public static func simple(_ pattern: String, matches name: String) -> Bool {
        guard pattern.contains("*") else { return pattern == name }
        let escaped = pattern.replacingAll("\\", "\\\\").replacingAll("?", "\\?")
        return WildcardPattern(escaped).matches(name)
    }
}

extension String {
    fileprivate func replacingAll(_ character: Character, _ replacement: String) -> String {
        contains(character) ? reduce(into: "") { $0 += $1 == character ? replacement : String($1) } : self
    }
}
