import Bytes
public import LogStore

/// What of the found text is to be marked, and how.
public struct HighlightRequest: Sendable {
    public struct Options: Sendable, Equatable {
        public var before = "<em>"
        public var after = "</em>"
        /// Characters; 0 is the whole text.
        public var fragmentSize = 100
        /// 0 is the whole text.
        public var fragmentCount = 5
        /// Only what was found in the field itself.
        public var requiresFieldMatch = true
        public var encodesHTML = false
        /// How much of a text without a match is shown.
        public var noMatchSize = 0

        public init() {}
    }

    public struct Field: Sendable {
        public var pattern: String
        public var options: Options
        /// Marks what this finds instead of the search's query.
        public var query: Query?
    }

    public var fields: [Field] = []

    init(parsing node: BodyNode) throws(LogStoreError) {
        var options = Options()
        var query: Query?
        for (key, value) in try node.objectMembers("highlight") where key != "fields" {
            try Self.take(key, value, &options, &query)
        }
        guard let list = node["fields"] else { return }
        for element in list.elements {
            for (pattern, value) in try element.objectMembers("fields") {
                var own = options
                var ownQuery = query
                for (key, inner) in try value.objectMembers("highlight_field") {
                    try Self.take(key, inner, &own, &ownQuery)
                }
                fields.append(Field(pattern: pattern, options: own, query: ownQuery))
            }
        }
    }

    private static func take(
        _ key: String,
        _ value: BodyNode,
        _ options: inout Options,
        _ query: inout Query?
    ) throws(LogStoreError) {
        switch key {
        case "pre_tags": options.before = try value.strings("highlight", key).first ?? ""
        case "post_tags": options.after = try value.strings("highlight", key).first ?? ""
        case "tags_schema":
            if try value.string("highlight", key) == "styled" {
                options.before = "<em class=\"hlt1\">"
                options.after = "</em>"
            }
        case "fragment_size": options.fragmentSize = max(0, try value.int("highlight", key))
        case "number_of_fragments": options.fragmentCount = max(0, try value.int("highlight", key))
        case "require_field_match": options.requiresFieldMatch = try value.bool("highlight", key)
        case "encoder": options.encodesHTML = try value.string("highlight", key) == "html"
        case "no_match_size": options.noMatchSize = max(0, try value.int("highlight", key))
        case "highlight_query": query = try QueryParser.parse(value)
        case "type", "order", "fragmenter", "boundary_scanner", "boundary_chars", "boundary_scanner_locale":
            _ = try value.string("highlight", key)
        case "fragment_offset", "boundary_max_scan", "phrase_limit", "max_analyzed_offset", "max_fragment_length":
            _ = try value.int("highlight", key)
        case "force_source", "highlight_filter": _ = try value.bool("highlight", key)
        case "matched_fields": _ = try value.strings("highlight", key)
        default: throw value.unknownField(key, in: "highlight")
        }
    }
}
