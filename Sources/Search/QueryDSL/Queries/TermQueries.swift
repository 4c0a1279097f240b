import Bytes
import LogStore

/// Queries for exact values, ranges and patterns.
enum TermQueries {
    /// Queries of the form `{"field": value}` or `{"field": {…}}`, and nothing beside the field.
    static func singleField(
        _ node: BodyNode,
        _ name: String
    ) throws(LogStoreError) -> (field: String, value: BodyNode) {
        let members = try node.objectMembers(name)
        guard let first = members.first else {
            throw node.error(.illegalArgument, "query malformed, empty clause found")
        }
        guard members.count == 1 else {
            throw members[1].value.parsing(
                "[\(name)] query doesn't support multiple fields, found [\(first.key)] and [\(members[1].key)]"
            )
        }
        return (first.key, first.value)
    }

    static func term(_ node: BodyNode) throws(LogStoreError) -> Query {
        let (field, inner) = try singleField(node, "term")
        guard inner.kind == .object else {
            guard inner.kind != .array else { throw inner.parsing("[term] query does not support array of values") }
            guard inner.kind != .null else { throw inner.error(.illegalArgument, "value cannot be null") }
            return .field(field, .term(inner.json, caseInsensitive: false))
        }
        var wanted: JSONValue?
        var caseInsensitive = false
        var common = CommonParameters()
        for (key, value) in inner.members {
            switch key {
            case "value", "term": wanted = try value.scalar("term", key)
            case "case_insensitive": caseInsensitive = try value.bool("term", key)
            default:
                guard try common.take(key, value, "term") else {
                    throw value.parsing("[term] query does not support [\(key)]")
                }
            }
        }
        guard let wanted else { throw inner.error(.illegalArgument, "value cannot be null") }
        return common.apply(to: .field(field, .term(wanted, caseInsensitive: caseInsensitive)))
    }

    /// `index.max_terms_count`.
    private static let termsLimit = 65_536

    static func terms(_ node: BodyNode) throws(LogStoreError) -> Query {
        var found: (String, [JSONValue])?
        var common = CommonParameters()
        for (key, value) in try node.objectMembers("terms") {
            if key == "boost" || key == "_name" {
                _ = try common.take(key, value, "terms")
                continue
            }
            guard found == nil else {
                throw value.parsing("[terms] query does not support multiple fields")
            }
            guard value.kind == .array else {
                if value.kind == .object { throw value.unsupported("[terms] lookup from another document") }
                throw value.parsing("[terms] query does not support [\(key)]")
            }
            var values: [JSONValue] = []
            for element in value.elements { values.append(try element.scalar("terms", key)) }
            guard values.count <= termsLimit else {
                throw value.error(
                    .illegalArgument,
                    "The number of terms [\(values.count)] used in the Terms Query request has exceeded the allowed "
                        + "maximum of [\(termsLimit)]. This maximum can be set by changing the [index.max_terms_count] "
                        + "index level setting."
                )
            }
            found = (key, values)
        }
        guard let (field, values) = found else {
            throw node.parsing(
                "[terms] query requires a field name, followed by array of terms or a document lookup specification"
            )
        }
        return common.apply(to: .constantScore(.field(field, .terms(values))))
    }

    static func range(_ node: BodyNode) throws(LogStoreError) -> Query {
        let (field, inner) = try singleField(node, "range")
        var range = RangeCondition()
        var common = CommonParameters()
        var includesLower = true
        var includesUpper = true
        guard inner.kind == .object else {
            throw inner.parsing("[range] query malformed, no start_object after query name")
        }
        func bound(_ value: BodyNode, _ key: String, _ isInclusive: Bool) throws(LogStoreError) -> RangeCondition.Bound?
        {
            value.kind == .null ? nil : RangeCondition.Bound(try value.scalar("range", key), isInclusive: isInclusive)
        }
        for (key, value) in inner.members {
            switch key {
            case "gt": range.lower = try bound(value, key, false)
            case "gte", "from": range.lower = try bound(value, key, true)
            case "lt": range.upper = try bound(value, key, false)
            case "lte", "to": range.upper = try bound(value, key, true)
            case "include_lower": includesLower = try value.bool("range", key)
            case "include_upper": includesUpper = try value.bool("range", key)
            case "format": range.format = try value.format("range", key)
            case "time_zone": range.zone = try value.zone("range", key)
            case "relation":
                let relation = try value.string("range", key).lowercased()
                guard relation == "intersects" || relation == "within" || relation == "contains" else {
                    throw value.error(.illegalArgument, "[range] query does not support relation [\(relation)]")
                }
            default:
                guard try common.take(key, value, "range") else {
                    throw value.parsing("[range] query does not support [\(key)]")
                }
            }
        }
        if !includesLower { range.lower?.isInclusive = false }
        if !includesUpper { range.upper?.isInclusive = false }
        return common.apply(to: .field(field, .range(range)))
    }

    static func exists(_ node: BodyNode) throws(LogStoreError) -> Query {
        var field: String?
        var common = CommonParameters()
        for (key, value) in try node.objectMembers("exists") {
            if key == "field" {
                field = try value.string("exists", key)
            } else if !(try common.take(key, value, "exists")) {
                throw value.parsing("[exists] query does not support [\(key)]")
            }
        }
        guard let field, !field.isEmpty else { throw node.parsing("[exists] must be provided with a [field]") }
        let query: Query =
            field.contains("*") ? .anyField(AnyField([.init(field)], .exists)) : .field(field, .exists)
        return common.apply(to: .constantScore(query))
    }

    static func pattern(_ name: String, _ node: BodyNode) throws(LogStoreError) -> Query {
        let (field, inner) = try singleField(node, name)
        var text: String?
        var caseInsensitive = false
        var edits: Int?
        var prefixLength = 0
        var common = CommonParameters()
        if inner.kind == .object {
            for (key, value) in inner.members {
                switch key {
                case "value": text = try value.string(name, key)
                case "prefix" where name == key, "wildcard" where name == key: text = try value.string(name, key)
                case "case_insensitive" where name != "fuzzy": caseInsensitive = try value.bool(name, key)
                case "rewrite": _ = try value.string(name, key)
                case "flags" where name == "regexp", "flags_value" where name == "regexp":
                    _ = try value.string(name, key)
                case "max_determinized_states" where name == "regexp": _ = try value.int(name, key)
                case "fuzziness" where name == "fuzzy": edits = try fuzziness(value)
                case "prefix_length" where name == "fuzzy": prefixLength = try value.int(name, key)
                case "max_expansions" where name == "fuzzy": _ = try value.int(name, key)
                case "transpositions" where name == "fuzzy": _ = try value.bool(name, key)
                default:
                    guard try common.take(key, value, name) else {
                        throw value.parsing("[\(name)] query does not support [\(key)]")
                    }
                }
            }
        } else {
            text = try inner.string(name, field)
        }
        guard let text else { throw inner.error(.illegalArgument, "value cannot be null") }
        let condition: FieldCondition =
            switch name {
            case "prefix": .prefix(text, caseInsensitive: caseInsensitive)
            case "wildcard": .wildcard(text, caseInsensitive: caseInsensitive)
            case "fuzzy": .fuzzy(text, edits: edits, prefixLength: max(0, prefixLength))
            default: .regexp(text, caseInsensitive: caseInsensitive)
            }
        return common.apply(to: .constantScore(.field(field, condition)))
    }

    /// `0`, `1`, `2`, or `AUTO` as nil.
    static func fuzziness(_ node: BodyNode) throws(LogStoreError) -> Int? {
        let text = try node.string("fuzzy", "fuzziness")
        if text.uppercased() == "AUTO" { return nil }
        guard let edits = Int(text), (0...2).contains(edits) else {
            throw node.error(.parse, "failed to parse [\(text)] as a \"fuzziness\" value")
        }
        return edits
    }

    static func ids(_ node: BodyNode) throws(LogStoreError) -> Query {
        var ids: [String]?
        var common = CommonParameters()
        for (key, value) in try node.objectMembers("ids") {
            if key == "values" {
                ids = try value.strings("ids", key)
            } else if !(try common.take(key, value, "ids")) {
                throw value.unknownField(key, in: "ids")
            }
        }
        guard let ids else { throw node.parsing("[ids] requires providing 'values'") }
        return common.apply(to: .ids(ids))
    }
}
