import Bytes
import LogStore

extension BodyNode {
    func error(_ kind: LogStoreError.Kind, _ reason: String, cause: LogStoreError? = nil) -> LogStoreError {
        let place = self.place
        return LogStoreError(kind, reason, line: place.line, column: place.column, cause: cause)
    }

    /// `parsing_exception` at this place.
    func parsing(_ reason: String) -> LogStoreError { error(.parsing, reason) }

    /// What Elasticsearch's object parsers say of a key that they do not know.
    func unknownField(_ key: String, in context: String) -> LogStoreError {
        let place = self.place
        return error(.unknownField, "[\(place.line):\(place.column)] [\(context)] unknown field [\(key)]")
    }

    func unsupported(_ what: String) -> LogStoreError {
        error(.illegalArgument, "\(what) is not supported")
    }

    private func wrongKind(_ context: String, _ key: String) -> LogStoreError {
        let place = self.place
        return error(
            .unknownField,
            "[\(place.line):\(place.column)] [\(context)] \(key) doesn't support values of type: \(tokenName)"
        )
    }

    func objectMembers(_ context: String) throws(LogStoreError) -> [(key: String, value: BodyNode)] {
        guard kind == .object else {
            throw parsing("[\(context)] malformed query, expected [START_OBJECT] but found [\(tokenName)]")
        }
        return members
    }

    func string(_ context: String, _ key: String) throws(LogStoreError) -> String {
        guard let text else { throw wrongKind(context, key) }
        return text
    }

    func bool(_ context: String, _ key: String) throws(LogStoreError) -> Bool {
        guard let flag = json.lenientBool else {
            if let text {
                throw error(
                    .illegalArgument,
                    "Failed to parse value [\(text)] as only [true] or [false] are allowed."
                )
            }
            throw wrongKind(context, key)
        }
        return flag
    }

    func int(_ context: String, _ key: String) throws(LogStoreError) -> Int {
        switch json {
        case .integer(let value): return Int(value)
        case .double(let value) where value == value.rounded() && value.magnitude < 1e15: return Int(value)
        case .string(let text):
            if let value = Int(text) { return value }
            throw error(.numberFormat, "For input string: \"\(text)\"")
        default: throw wrongKind(context, key)
        }
    }

    func double(_ context: String, _ key: String) throws(LogStoreError) -> Double {
        if let value = json.double { return value }
        if let text, let value = NumberText.parseDouble(text) { return value }
        if let text { throw error(.numberFormat, "For input string: \"\(text)\"") }
        throw wrongKind(context, key)
    }

    func scalar(_ context: String, _ key: String) throws(LogStoreError) -> JSONValue {
        guard kind != .object, kind != .array, kind != .null else { throw wrongKind(context, key) }
        return json
    }

    func format(_ context: String, _ key: String) throws(LogStoreError) -> DateFormat {
        try DateFormat(parsing: try string(context, key))
    }

    func zone(_ context: String, _ key: String) throws(LogStoreError) -> TimeZoneRules {
        try TimeZoneRules(named: try string(context, key))
    }

    func minimumShouldMatch(_ context: String, _ key: String) throws(LogStoreError) -> MinimumShouldMatch {
        let text = try string(context, key)
        guard let minimum = MinimumShouldMatch(parsing: text) else {
            throw error(.numberFormat, "For input string: \"\(text)\"")
        }
        return minimum
    }

    func strings(_ context: String, _ key: String) throws(LogStoreError) -> [String] {
        var result: [String] = []
        for element in elements { result.append(try element.string(context, key)) }
        return result
    }
}
