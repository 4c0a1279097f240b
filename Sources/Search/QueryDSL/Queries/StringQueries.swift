import Bytes
import LogStore

/// Queries whose text has a syntax of its own.
enum StringQueries {
    static func queryString(_ node: BodyNode) throws(LogStoreError) -> Query {
        let name = "query_string"
        var text: String?
        var options = LuceneOptions()
        var common = CommonParameters()
        for (key, value) in try node.objectMembers(name) {
            switch key {
            case "query": text = try value.string(name, key)
            case "default_field":
                let field = try value.string(name, key)
                options.fields = [try MatchQueries.fieldPattern(field, value)]
            case "fields":
                options.fields = []
                for text in try value.strings(name, key) {
                    options.fields.append(try MatchQueries.fieldPattern(text, value))
                }
            case "default_operator": options.requiresAll = try isAnd(value, name)
            case "analyze_wildcard": _ = try value.bool(name, key)
            case "allow_leading_wildcard": options.allowsLeadingWildcard = try value.bool(name, key)
            case "lenient": options.isLenient = try value.bool(name, key)
            case "time_zone": options.zone = try value.zone(name, key)
            case "minimum_should_match": options.minimumShouldMatch = try value.minimumShouldMatch(name, key)
            case "phrase_slop": options.phraseSlop = max(0, try value.int(name, key))
            case "type":
                let type = try value.string(name, key)
                switch type {
                case "best_fields", "phrase", "phrase_prefix", "bool_prefix": options.combination = .best(tieBreaker: 0)
                case "most_fields": options.combination = .most
                default: throw value.unsupported("[query_string] type [\(type)]")
                }
            case "tie_breaker": options.combination = .best(tieBreaker: try value.double(name, key))
            case "analyzer", "quote_analyzer":
                let analyzer = try value.string(name, key)
                guard analyzer == "standard" else {
                    throw value.parsing("[query_string] analyzer [\(analyzer)] not found")
                }
            case "escape": options.escapesText = try value.bool(name, key)
            case "quote_field_suffix": options.quoteFieldSuffix = try value.string(name, key)
            case "enable_position_increments", "auto_generate_synonyms_phrase_query", "fuzzy_transpositions":
                _ = try value.bool(name, key)
            case "max_determinized_states", "fuzzy_max_expansions", "fuzzy_prefix_length": _ = try value.int(name, key)
            case "fuzziness", "rewrite", "fuzzy_rewrite": _ = try value.string(name, key)
            default:
                guard try common.take(key, value, name) else {
                    throw value.parsing("[query_string] query does not support [\(key)]")
                }
            }
        }
        guard let text else { throw node.parsing("[query_string] must be provided with a [query]") }
        return common.apply(to: try LuceneParser.parse(text, options))
    }

    private static func isAnd(_ node: BodyNode, _ name: String) throws(LogStoreError) -> Bool {
        let text = try node.string(name, "default_operator")
        switch text.lowercased() {
        case "and": return true
        case "or": return false
        default:
            throw node.error(
                .illegalArgument,
                "No enum constant org.elasticsearch.index.query.Operator.\(text.uppercased())"
            )
        }
    }

    static func simpleQueryString(_ node: BodyNode) throws(LogStoreError) -> Query {
        let name = "simple_query_string"
        var text: String?
        var options = LuceneOptions()
        var common = CommonParameters()
        for (key, value) in try node.objectMembers(name) {
            switch key {
            case "query": text = try value.string(name, key)
            case "fields":
                options.fields = []
                for text in try value.strings(name, key) {
                    options.fields.append(try MatchQueries.fieldPattern(text, value))
                }
            case "default_operator": options.requiresAll = try isAnd(value, name)
            case "lenient": options.isLenient = try value.bool(name, key)
            case "analyze_wildcard", "auto_generate_synonyms_phrase_query", "fuzzy_transpositions":
                _ = try value.bool(name, key)
            case "flags":
                let flags = try value.string(name, key)
                guard flags == "ALL" || flags == "-1" else {
                    throw value.unsupported("[simple_query_string] flags [\(flags)]")
                }
            case "minimum_should_match": options.minimumShouldMatch = try value.minimumShouldMatch(name, key)
            case "fuzzy_max_expansions", "fuzzy_prefix_length": _ = try value.int(name, key)
            case "quote_field_suffix": options.quoteFieldSuffix = try value.string(name, key)
            case "analyzer":
                let analyzer = try value.string(name, key)
                guard analyzer == "standard" else {
                    throw value.parsing("[simple_query_string] analyzer [\(analyzer)] not found")
                }
            default:
                guard try common.take(key, value, name) else {
                    throw value.parsing("[simple_query_string] unsupported field [\(key)]")
                }
            }
        }
        guard let text else { throw node.parsing("[simple_query_string] query text missing") }
        return common.apply(to: SimpleQueryParser.parse(text, options))
    }
}
