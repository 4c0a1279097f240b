import Bytes
import LogStore

/// Queries whose text is analyzed.
enum MatchQueries {
    private struct Parameters {
        var value: JSONValue?
        var requiresAll = false
        var minimumShouldMatch: MinimumShouldMatch?
        var zeroTermsMatchAll = false
        var isLenient = false
        var slop = 0
        var common = CommonParameters()

        /// - Returns: Whether the key is one that match queries share.
        mutating func take(_ key: String, _ node: BodyNode, _ name: String) throws(LogStoreError) -> Bool {
            switch key {
            case "query": value = try node.scalar(name, key)
            case "operator":
                let text = try node.string(name, key)
                switch text.lowercased() {
                case "and": requiresAll = true
                case "or": requiresAll = false
                default:
                    throw node.error(
                        .illegalArgument,
                        "No enum constant org.elasticsearch.index.query.Operator.\(text.uppercased())"
                    )
                }
            case "minimum_should_match": minimumShouldMatch = try node.minimumShouldMatch(name, key)
            case "zero_terms_query":
                let text = try node.string(name, key).lowercased()
                guard text == "all" || text == "none" else {
                    throw node.parsing("Unsupported zero_terms_query value [\(text)]")
                }
                zeroTermsMatchAll = text == "all"
            case "lenient": isLenient = try node.bool(name, key)
            case "slop": slop = max(0, try node.int(name, key))
            case "analyzer":
                let analyzer = try node.string(name, key)
                guard analyzer == "standard" || analyzer == "default" else {
                    throw node.parsing("[\(name)] analyzer [\(analyzer)] not found")
                }
            case "auto_generate_synonyms_phrase_query", "fuzzy_transpositions": _ = try node.bool(name, key)
            case "max_expansions", "prefix_length": _ = try node.int(name, key)
            case "fuzziness": throw node.unsupported("[\(name)] fuzziness")
            default: return try common.take(key, node, name)
            }
            return true
        }

        func condition(_ name: String, _ node: BodyNode) throws(LogStoreError) -> FieldCondition {
            guard let value else { throw node.parsing("No text specified for text query") }
            switch name {
            case "match_phrase", "match_phrase_prefix", "phrase", "phrase_prefix":
                return .phrase(
                    PhraseCondition(
                        value,
                        slop: slop,
                        lastIsPrefix: name.hasSuffix("prefix"),
                        zeroTermsMatchAll: zeroTermsMatchAll,
                        isLenient: isLenient
                    )
                )
            default:
                return .match(
                    MatchCondition(
                        value,
                        requiresAll: requiresAll,
                        minimumShouldMatch: minimumShouldMatch,
                        zeroTermsMatchAll: zeroTermsMatchAll,
                        isLenient: isLenient,
                        lastIsPrefix: name.hasSuffix("bool_prefix")
                    )
                )
            }
        }
    }

    static func match(_ name: String, _ node: BodyNode) throws(LogStoreError) -> Query {
        let (field, inner) = try TermQueries.singleField(node, name)
        var parameters = Parameters()
        if inner.kind == .object {
            for (key, value) in inner.members {
                let isForeign =
                    name == "match" && key == "slop" || name.hasPrefix("match_phrase") && key == "operator"
                    || name.hasPrefix("match_phrase") && key == "minimum_should_match"
                guard !isForeign, try parameters.take(key, value, name) else {
                    throw value.parsing("[\(name)] query does not support [\(key)]")
                }
            }
        } else {
            guard inner.kind != .array else {
                throw inner.parsing("[\(name)] unknown token [START_ARRAY] after [\(field)]")
            }
            parameters.value = try inner.scalar(name, field)
        }
        return parameters.common.apply(to: .field(field, try parameters.condition(name, inner)))
    }

    static func multiMatch(_ node: BodyNode) throws(LogStoreError) -> Query {
        var parameters = Parameters()
        var patterns: [AnyField.Pattern] = []
        var type = "best_fields"
        var tieBreaker: Double?
        for (key, value) in try node.objectMembers("multi_match") {
            switch key {
            case "fields":
                for text in try value.strings("multi_match", key) { patterns.append(try fieldPattern(text, value)) }
            case "type": type = try value.string("multi_match", key)
            case "tie_breaker": tieBreaker = try value.double("multi_match", key)
            default:
                guard try parameters.take(key, value, "multi_match") else {
                    throw value.parsing("[multi_match] query does not support [\(key)]")
                }
            }
        }
        // Over all fields, those that the text cannot be a value of are passed over.
        if patterns.isEmpty {
            patterns = [.init("*")]
            parameters.isLenient = true
        }
        let combination: AnyField.Combination
        switch type {
        case "best_fields", "phrase", "phrase_prefix": combination = .best(tieBreaker: tieBreaker ?? 0)
        case "most_fields", "bool_prefix": combination = .most
        case "cross_fields": throw node.unsupported("[multi_match] type [cross_fields]")
        default: throw node.parsing("failed to parse [multi_match] query type [\(type)]. unknown type.")
        }
        let condition = try parameters.condition(type, node)
        return parameters.common.apply(
            to: .anyField(AnyField(patterns, condition, combination: combination, isLenient: parameters.isLenient))
        )
    }

    /// `message^2`
    static func fieldPattern(_ text: String, _ node: BodyNode) throws(LogStoreError) -> AnyField.Pattern {
        guard let caret = text.lastIndex(of: "^") else { return .init(text) }
        guard let boost = NumberText.parseDouble(text[text.index(after: caret)...]), boost >= 0 else {
            throw node.error(.numberFormat, "For input string: \"\(text[text.index(after: caret)...])\"")
        }
        return .init(String(text[..<caret]), boost: boost)
    }
}
