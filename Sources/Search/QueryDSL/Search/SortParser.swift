import Bytes
public import LogStore

/// Reads `sort` in all of its forms: a name, an object, an array of either; and `field:desc` of the URI.
public enum SortParser {
    static func parse(_ node: BodyNode) throws(LogStoreError) -> [SortKey] {
        var keys: [SortKey] = []
        for element in node.elements {
            if element.kind == .object {
                // One object may have several keys; their order counts.
                for (field, value) in element.members { keys.append(try key(field, value)) }
            } else {
                keys.append(key(try element.string("sort", "sort"), isAscending: nil))
            }
        }
        return keys
    }

    /// `timestamp:desc,_doc`
    public static func parse(_ text: String) throws(LogStoreError) -> [SortKey] {
        var keys: [SortKey] = []
        for part in text.split(separator: ",") {
            let pieces = part.split(separator: ":", maxSplits: 1)
            guard let field = pieces.first else { continue }
            var isAscending: Bool?
            if pieces.count == 2 {
                guard pieces[1] == "asc" || pieces[1] == "desc" else {
                    throw LogStoreError(.illegalArgument, "Unknown SortOrder [\(pieces[1])]")
                }
                isAscending = pieces[1] == "asc"
            }
            keys.append(key(String(field), isAscending: isAscending))
        }
        return keys
    }

    private static func key(_ field: String, isAscending: Bool?) -> SortKey {
        switch field {
        case "_score": SortKey(.score, isAscending: isAscending ?? false)
        case "_doc", "_shard_doc": SortKey(.document, isAscending: isAscending ?? true)
        default: SortKey(.field(field), isAscending: isAscending ?? true)
        }
    }

    private static func order(_ node: BodyNode) throws(LogStoreError) -> Bool {
        let text = try node.string("sort", "order").lowercased()
        guard text == "asc" || text == "desc" else {
            throw node.error(
                .illegalArgument,
                "No enum constant org.elasticsearch.search.sort.SortOrder.\(text.uppercased())"
            )
        }
        return text == "asc"
    }

    private static func key(_ field: String, _ node: BodyNode) throws(LogStoreError) -> SortKey {
        if field == "_script" || field == "_geo_distance" { throw node.unsupported("sort by [\(field)]") }
        guard node.kind == .object else { return key(field, isAscending: try order(node)) }
        var key = key(field, isAscending: nil)
        for (name, value) in node.members {
            switch name {
            case "order": key.isAscending = try order(value)
            case "missing":
                switch value.json {
                case .string("_last"): key.missing = .last
                case .string("_first"): key.missing = .first
                default: key.missing = .value(try value.scalar("sort", name))
                }
            case "unmapped_type": key.unmappedType = try value.string("sort", name)
            case "mode":
                let text = try value.string("sort", name)
                guard let mode = SortKey.Mode(rawValue: text.lowercased()) else {
                    throw value.error(.illegalArgument, "Unknown SortMode [\(text)]")
                }
                key.mode = mode
            case "format": key.format = try value.format("sort", name)
            case "numeric_type":
                let type = try value.string("sort", name)
                guard ["long", "double", "date"].contains(type) else {
                    throw value.unsupported("[numeric_type] [\(type)]")
                }
            case "ignore_unmapped":
                if try value.bool("sort", name) { key.unmappedType = "long" }
            default: throw value.unknownField(name, in: "field_sort")
            }
        }
        return key
    }
}
