import Bytes

/// `_update` with a partial document: objects are merged, everything else is replaced.
enum SourceMerge {
    /// - Returns: The merged source, or nil when it is what was there.
    static func merge(_ partial: [UInt8], into source: [UInt8]) throws(LogStoreError) -> [UInt8]? {
        let change = try parse(partial)
        let old = try parse(source)
        guard case .object(let changes) = change, case .object(let members) = old else {
            throw LogStoreError(.documentParsing, "[1:1] failed to parse: document must be a JSON object")
        }
        let merged = JSONValue.object(merge(changes, into: members))
        return merged == old ? nil : merged.serialized()
    }

    private static func parse(_ bytes: [UInt8]) throws(LogStoreError) -> JSONValue {
        do throws(JSONError) {
            return try JSONValue(parsing: bytes, depthLimit: DocumentLimits.jsonDepth)
        } catch {
            throw LogStoreError(
                .documentParsing,
                "[\(error.line):\(error.column)] failed to parse: \(error.reason)",
                cause: LogStoreError(.jsonParse, error.reason)
            )
        }
    }

    private static func merge(_ changes: JSONObject, into members: JSONObject) -> JSONObject {
        var result = members
        for (key, value) in changes {
            if case .object(let inner) = value, case .object(let old) = result[key] {
                result[key] = .object(merge(inner, into: old))
            } else {
                result[key] = value
            }
        }
        return result
    }
}
