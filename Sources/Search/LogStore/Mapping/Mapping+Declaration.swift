public import Bytes

extension Mapping {
    /// Takes over a `mappings` object as Elasticsearch has it: `properties`, `dynamic`, `date_detection`, `_meta`.
    ///
    /// Fields may be added, and parameters that do not change how values are kept; a field cannot become another type.
    /// Nothing is changed when something in it is wrong.
    public mutating func merge(_ declaration: JSONValue, fieldLimit: Int) throws(LogStoreError) {
        guard case .object(let object) = declaration else {
            throw LogStoreError(.mapperParsing, "Failed to parse mapping: expected an object")
        }
        var merged = self
        for (key, value) in object {
            switch key {
            case "properties": try merged.mergeProperties(value, at: "", depth: 1)
            case "dynamic": try merged.setDynamic(value, at: "")
            case "date_detection":
                guard let flag = value.lenientBool else { throw Self.invalid("date_detection", value) }
                merged.dateDetection = flag
            case "numeric_detection":
                guard value.lenientBool == false else {
                    throw LogStoreError(.mapperParsing, "Failed to parse mapping: [numeric_detection] is not supported")
                }
            case "_meta": merged.meta = value
            case "_source", "_routing", "_data_stream_timestamp", "_field_names":
                guard case .object(let settings) = value, settings["enabled"]?.lenientBool != false || key != "_source"
                else {
                    throw LogStoreError(.mapperParsing, "Failed to parse mapping: [\(key)] cannot be disabled")
                }
            case "dynamic_templates":
                guard value.array?.isEmpty == true else {
                    throw LogStoreError(.mapperParsing, "Failed to parse mapping: [dynamic_templates] is not supported")
                }
            default:
                throw LogStoreError(
                    .mapperParsing,
                    "Failed to parse mapping: Root mapping definition has unsupported parameters:  "
                        + "[\(key) : \(value.text)]"
                )
            }
        }
        guard merged.fields.count <= fieldLimit else {
            throw LogStoreError(.illegalArgument, "Limit of total fields [\(fieldLimit)] has been exceeded")
        }
        self = merged
    }

    private static func invalid(_ key: String, _ value: JSONValue) -> LogStoreError {
        LogStoreError(.mapperParsing, "Failed to parse mapping: [\(key)] cannot be [\(value.text)]")
    }

    private mutating func setDynamic(_ value: JSONValue, at path: String) throws(LogStoreError) {
        let text = value.string ?? value.text
        guard let dynamic = Dynamic(rawValue: text) else { throw Self.invalid("dynamic", value) }
        dynamics[path] = dynamic
    }

    private mutating func mergeProperties(_ value: JSONValue, at path: String, depth: Int) throws(LogStoreError) {
        guard case .object(let properties) = value else {
            throw LogStoreError(.mapperParsing, "Failed to parse mapping: Expected map for property [properties]")
        }
        guard depth <= DocumentLimits.mappingDepth else {
            throw LogStoreError(
                .illegalArgument,
                "Limit of mapping depth [\(DocumentLimits.mappingDepth)] has been exceeded due to object field "
                    + "[\(path)]"
            )
        }
        for (key, definition) in properties {
            guard !key.isEmpty else {
                throw LogStoreError(.mapperParsing, "Failed to parse mapping: field name cannot be an empty string")
            }
            let name = path.isEmpty ? key : path + "." + key
            guard case .object(let definition) = definition else {
                throw LogStoreError(
                    .mapperParsing,
                    "Failed to parse mapping: Expected map for property [fields] on field [\(name)] but got a value"
                )
            }
            try mergeField(definition, name: name, depth: depth)
        }
    }

    private mutating func mergeField(_ definition: JSONObject, name: String, depth: Int) throws(LogStoreError) {
        let typeName = definition["type"]?.string
        if let properties = definition["properties"] {
            objects.insert(name)
            addObjects(above: name)
            if let dynamic = definition["dynamic"] { try setDynamic(dynamic, at: name) }
            try mergeProperties(properties, at: name, depth: depth + 1)
        }
        if typeName == "object" || typeName == nil {
            objects.insert(name)
            addObjects(above: name)
            if let dynamic = definition["dynamic"] { try setDynamic(dynamic, at: name) }
            if definition["enabled"]?.lenientBool == false { dynamics[name] = .false }
            guard
                typeName != nil || definition["properties"] != nil || definition["enabled"] != nil
                    || definition["dynamic"] != nil || definition.isEmpty
            else {
                throw LogStoreError(.mapperParsing, "Failed to parse mapping: No type specified for field [\(name)]")
            }
            return
        }
        let field = try declaredField(definition, typeName: typeName!, name: name)
        let multiFields = try declaredMultiFields(definition, name: name)
        try merge(field, multiFields: multiFields)
    }

    private func declaredMultiFields(
        _ definition: JSONObject,
        name: String
    ) throws(LogStoreError) -> [FieldMapping] {
        guard let value = definition["fields"] else { return [] }
        guard case .object(let fields) = value else {
            throw LogStoreError(.mapperParsing, "Failed to parse mapping: [fields] of [\(name)] must be an object")
        }
        var result: [FieldMapping] = []
        for (key, inner) in fields {
            guard case .object(let inner) = inner, let innerType = inner["type"]?.string else {
                throw LogStoreError(
                    .mapperParsing,
                    "Failed to parse mapping: no type specified for property [\(key)] of field [\(name)]"
                )
            }
            var field = try declaredField(inner, typeName: innerType, name: name + "." + key)
            field.isMultiField = true
            result.append(field)
        }
        return result
    }

    private func declaredField(
        _ definition: JSONObject,
        typeName: String,
        name: String
    ) throws(LogStoreError) -> FieldMapping {
        guard let type = FieldType.names[typeName] else {
            throw LogStoreError(
                .mapperParsing,
                "Failed to parse mapping: No handler for type [\(typeName)] declared on field "
                    + "[\(name.split(separator: ".").last ?? "")]"
            )
        }
        var field = FieldMapping(name: name, type: type, typeName: typeName)
        for (key, value) in definition {
            switch key {
            case "type", "fields", "properties", "dynamic": continue
            case "ignore_above":
                guard let limit = value.int, limit >= 0 else { throw Self.invalid(key, value) }
                field.ignoreAbove = limit
            case "format":
                guard let text = value.string else { throw Self.invalid(key, value) }
                field.format = try DateFormat(parsing: text)
            case "index", "enabled":
                guard let flag = value.lenientBool else { throw Self.invalid(key, value) }
                field.isIndexed = flag
                field.parameters.members[key] = value
            case "analyzer", "search_analyzer":
                guard value.string == "standard" || value.string == "default" else {
                    throw LogStoreError(
                        .mapperParsing,
                        "Failed to parse mapping: analyzer [\(value.string ?? value.text)] has not been configured in "
                            + "mappings"
                    )
                }
                field.parameters.members[key] = value
            case "doc_values", "store", "norms", "eager_global_ordinals", "index_options", "coerce", "ignore_malformed",
                "scaling_factor", "meta", "term_vector", "fielddata", "position_increment_gap", "similarity", "boost",
                "value", "time_series_dimension", "split_queries_on_whitespace":
                field.parameters.members[key] = value
            default:
                throw LogStoreError(
                    .mapperParsing,
                    "Failed to parse mapping: unknown parameter [\(key)] on mapper "
                        + "[\(name.split(separator: ".").last ?? "")] of type [\(typeName)]"
                )
            }
        }
        return field
    }

    private mutating func merge(_ field: FieldMapping, multiFields: [FieldMapping]) throws(LogStoreError) {
        let id: FieldID
        if let existing = byName[field.name] {
            guard self[existing].typeName == field.typeName else {
                throw LogStoreError(
                    .illegalArgument,
                    "mapper [\(field.name)] cannot be changed from type [\(self[existing].typeName)] to type "
                        + "[\(field.typeName)]"
                )
            }
            id = existing
            if let limit = field.ignoreAbove { self[id].ignoreAbove = limit }
            if field.format != .standard { self[id].format = field.format }
            for (key, value) in field.parameters.members { self[id].parameters.members[key] = value }
            self[id].isDynamic = false
        } else {
            id = add(field)
        }
        for multiField in multiFields {
            if byName[multiField.name] != nil {
                try merge(multiField, multiFields: [])
            } else {
                let child = add(multiField)
                self[id].multiFields.append(child)
            }
        }
    }
}

extension JSONValue {
    /// A boolean, or the strings that Elasticsearch takes for one.
    public var lenientBool: Bool? {
        switch self {
        case .bool(let value): value
        case .string("true"): true
        case .string("false"): false
        default: nil
        }
    }
}
