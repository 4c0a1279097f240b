import Bytes

/// Finds the values of a field in a source, however objects, dots and arrays are nested.
enum SourceValues {
    /// The scalars at a path.
    static func values(at path: String, in source: JSONValue) -> [JSONValue] {
        var found: [JSONValue] = []
        collect(path[...], source, &found)
        return found
    }

    /// The texts of a field; of a multi-field, those of the field that it belongs to.
    static func strings(of field: String, in source: JSONValue) -> [String] {
        var values = values(at: field, in: source)
        if values.isEmpty, let dot = field.lastIndex(of: ".") {
            values = self.values(at: String(field[..<dot]), in: source)
        }
        return values.map { $0.string ?? $0.text }
    }

    private static func collect(_ path: Substring, _ value: JSONValue, _ found: inout [JSONValue]) {
        switch value {
        case .array(let elements): for element in elements { collect(path, element, &found) }
        case .object(let object):
            guard !path.isEmpty else { return }
            for (key, inner) in object {
                if path == key {
                    collect("", inner, &found)
                } else if path.hasPrefix(key), path.dropFirst(key.count).first == "." {
                    collect(path.dropFirst(key.count + 1), inner, &found)
                }
            }
        case .null: break
        default: if path.isEmpty { found.append(value) }
        }
    }
}
