import Bytes
import LogStore
import QueryDSL

/// Writes `fields`: values from the source for `fields`, from columns for `docvalue_fields`, always as arrays.
struct FieldRendering {
    let snapshot: IndexSnapshot

    func fields(_ body: SearchBody, _ number: DocumentNumber, source: JSONValue) -> JSONObject {
        var result = JSONObject()
        for request in body.fields {
            for name in snapshot.mapping.names(matching: request.pattern) where result[name] == nil {
                let values = self.values(name, request.format, source)
                if !values.isEmpty { result.append(name, .array(values)) }
            }
        }
        for request in body.columnFields {
            for name in snapshot.mapping.names(matching: request.pattern) where result[name] == nil {
                let format = request.format ?? snapshot.mapping.field(named: name)?.format ?? .standard
                let values = snapshot.values(of: name, in: number).map { Self.json($0, format) }
                if !values.isEmpty { result.append(name, .array(values)) }
            }
        }
        return result
    }

    private static func json(_ value: FieldValue, _ format: DateFormat) -> JSONValue {
        switch value {
        case .keyword(let text): .string(text)
        case .long(let number): .integer(number)
        case .double(let number): .double(number)
        case .date(let milliseconds): .string(format.format(milliseconds))
        case .boolean(let flag): .bool(flag)
        }
    }

    private func values(_ name: String, _ format: DateFormat?, _ source: JSONValue) -> [JSONValue] {
        guard let field = snapshot.mapping.field(named: name) else { return [] }
        var values = SourceValues.values(at: name, in: source)
        if values.isEmpty, field.isMultiField, let dot = name.lastIndex(of: ".") {
            values = SourceValues.values(at: String(name[..<dot]), in: source)
        }
        return values.compactMap { value in
            switch field.type {
            case .date:
                guard let date = field.format.parse(value.string ?? value.text) else { return value }
                return .string((format ?? field.format).format(date))
            case .keyword:
                let text = value.string ?? value.text
                if let limit = field.ignoreAbove, text.utf16.count > limit { return nil }
                return .string(text)
            case .text: return .string(value.string ?? value.text)
            case .long, .double, .boolean:
                guard let text = value.string, let parsed = try? JSONValue(parsing: text) else { return value }
                return parsed.string == nil && parsed.object == nil ? parsed : value
            }
        }
    }
}
