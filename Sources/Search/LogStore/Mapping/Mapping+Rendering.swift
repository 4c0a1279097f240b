public import Bytes

extension Mapping {
    /// The `mappings` object that `GET _mapping` shows: names sorted, as Elasticsearch has them. A name that is both a
    /// field and an object (documents disagreed) has a type and properties.
    public var json: JSONValue {
        var result = JSONObject()
        if let dynamic = dynamics[""] { result.append("dynamic", .string(dynamic.rawValue)) }
        if let meta { result.append("_meta", meta) }
        if !dateDetection { result.append("date_detection", false) }
        var children: [String: [String]] = [:]
        for name in Set(fields.filter { !$0.isMultiField }.map(\.name)).union(objects) {
            let parent = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? ""
            children[parent, default: []].append(name)
        }
        if let properties = properties(of: "", children) { result.append("properties", properties) }
        return .object(result)
    }

    private func properties(of parent: String, _ children: [String: [String]]) -> JSONValue? {
        guard let names = children[parent] else { return nil }
        var result = JSONObject()
        for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            let key = parent.isEmpty ? name : String(name.dropFirst(parent.count + 1))
            var definition = JSONObject()
            if let field = field(named: name) {
                definition = self.definition(field)
            } else if let dynamic = dynamics[name] {
                definition.append("dynamic", .string(dynamic.rawValue))
            }
            if let inner = properties(of: name, children) {
                definition.append("properties", inner)
            } else if field(named: name) == nil {
                definition.append("type", "object")
            }
            result.append(key, .object(definition))
        }
        return .object(result)
    }

    private func definition(_ field: FieldMapping) -> JSONObject {
        var definition: JSONObject = ["type": .string(field.typeName)]
        if !field.multiFields.isEmpty {
            var inner = JSONObject()
            for id in field.multiFields {
                let multiField = self[id]
                let key = String(multiField.name.dropFirst(field.name.count + 1))
                inner.append(key, .object(self.definition(multiField)))
            }
            definition.append("fields", .object(inner))
        }
        if let limit = field.ignoreAbove { definition.append("ignore_above", .integer(Int64(limit))) }
        if field.type == .date, field.format != .standard { definition.append("format", .string(field.format.text)) }
        for (key, value) in field.parameters.members { definition.append(key, value) }
        return definition
    }
}
