import Bytes

/// Sorts the values of a document by field and kind, following the mapping of its index and extending it by what is
/// new. Scratch space is used again from document to document.
struct DocumentReader {
    private var tape = JSONTape(depthLimit: DocumentLimits.jsonDepth)
    private var path: [UInt8] = []
    private var scratch: [UInt8] = []

    /// Reads the document `source` into `values`. On an error the mapping is as it was.
    mutating func read(
        _ source: [UInt8],
        id: String,
        mapping: inout Mapping,
        fieldLimit: Int,
        into values: inout DocumentValues
    ) throws(LogStoreError) {
        values.removeAll()
        guard source.count <= DocumentLimits.sourceBytes else {
            throw LogStoreError(
                .documentParsing,
                "document of \(source.count) bytes exceeds the limit of \(DocumentLimits.sourceBytes) bytes"
            )
        }
        do throws(JSONError) {
            try tape.parse(source)
        } catch {
            throw Self.failure("failed to parse", error)
        }
        guard tape.tokens[0].kind == .object else {
            throw LogStoreError(
                .documentParsing,
                "[1:1] failed to parse: document must be a JSON object",
                cause: LogStoreError(.illegalArgument, "document must be a JSON object")
            )
        }
        path.removeAll(keepingCapacity: true)
        let before = mapping
        do throws(LogStoreError) {
            try object(at: 0, source, depth: 1, &mapping, &values)
            guard mapping.fields.count <= fieldLimit || mapping.fields.count == before.fields.count else {
                let reason =
                    "Limit of total fields [\(fieldLimit)] has been exceeded while adding new fields "
                    + "[\(mapping.fields.count - before.fields.count)]"
                throw LogStoreError(
                    .documentParsing,
                    "[1:1] failed to parse: \(reason)",
                    cause: LogStoreError(.illegalArgument, reason)
                )
            }
        } catch {
            mapping = before
            throw error
        }
    }

    private static func failure(_ what: String, _ error: JSONError) -> LogStoreError {
        LogStoreError(
            .documentParsing,
            "[\(error.line):\(error.column)] \(what): \(error.reason)",
            cause: LogStoreError(.jsonParse, error.reason)
        )
    }

    private mutating func object(
        at index: Int,
        _ source: [UInt8],
        depth: Int,
        _ mapping: inout Mapping,
        _ values: inout DocumentValues
    ) throws(LogStoreError) {
        guard depth <= DocumentLimits.mappingDepth else {
            let name = String(decoding: path, as: UTF8.self)
            let reason =
                "Limit of mapping depth [\(DocumentLimits.mappingDepth)] has been exceeded due to object field "
                + "[\(name)]"
            throw LogStoreError(
                .documentParsing,
                "[1:1] failed to parse: \(reason)",
                cause: LogStoreError(.illegalArgument, reason)
            )
        }
        let end = tape.tokens[index].next
        var at = index + 1
        while at < end {
            let key = tape.tokens[at]
            let length = path.count
            if length > 0 { path.append(UInt8(ascii: ".")) }
            try append(key, source)
            try value(at: at + 1, source, depth: depth, &mapping, &values)
            path.removeLast(path.count - length)
            at = tape.tokens[at + 1].next
        }
    }

    private mutating func append(_ key: JSONTape.Token, _ source: [UInt8]) throws(LogStoreError) {
        if key.hasEscapes {
            do throws(JSONError) {
                try JSONText.unescape(source, in: key.range, into: &path)
            } catch {
                throw Self.failure("failed to parse", error)
            }
        } else {
            path.append(contentsOf: source[key.range])
        }
    }

    private mutating func value(
        at index: Int,
        _ source: [UInt8],
        depth: Int,
        _ mapping: inout Mapping,
        _ values: inout DocumentValues
    ) throws(LogStoreError) {
        let token = tape.tokens[index]
        switch token.kind {
        case .null: return
        case .object:
            if mapping.target(path: path.span) == .ignored { return }
            return try object(at: index, source, depth: depth + 1, &mapping, &values)
        case .array:
            var element = index + 1
            while element < token.next {
                try value(at: element, source, depth: depth, &mapping, &values)
                element = tape.tokens[element].next
            }
            return
        case .string, .number, .true, .false: break
        }
        scratch.removeAll(keepingCapacity: true)
        if token.kind == .string, token.hasEscapes {
            do throws(JSONError) {
                try JSONText.unescape(source, in: token.range, into: &scratch)
            } catch {
                throw Self.failure("failed to parse field [\(String(decoding: path, as: UTF8.self))]", error)
            }
        } else {
            scratch.append(contentsOf: source[token.range])
        }
        let scalar: ScalarValue
        switch token.kind {
        case .string: scalar = .string
        case .number: scalar = .number(Self.number(scratch, isInteger: token.isInteger))
        default: scalar = .boolean(token.kind == .true)
        }
        guard let field = try field(for: scalar, &mapping) else { return }
        ValueSorter.add(scalar, text: scratch, field: field, mapping: &mapping, into: &values)
    }

    /// The field at the current path, added to the mapping if it is new and may be.
    private func field(for scalar: ScalarValue, _ mapping: inout Mapping) throws(LogStoreError) -> FieldID? {
        switch mapping.target(path: path.span) {
        case .field(let id): return id
        case .ignored: return nil
        case .unknown: break
        }
        let name = String(decoding: path, as: UTF8.self)
        let parent = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? ""
        switch mapping.dynamic(at: parent) {
        case .true, .runtime: return mapping.addDynamicField(name, for: scalar, text: scratch)
        case .false:
            mapping.setTarget(.ignored, path: path.span)
            return nil
        case .strict:
            throw LogStoreError(
                .strictDynamicMapping,
                "[1:1] mapping set to strict, dynamic introduction of "
                    + "[\(name.split(separator: ".").last ?? "")] within [\(parent.isEmpty ? "_doc" : parent)] is not "
                    + "allowed"
            )
        }
    }

    static func number(_ text: [UInt8], isInteger: Bool) -> Number {
        if isInteger, let value = NumberText.parseInt64(text, in: text.indices) { return .long(value) }
        // A number beyond the range of doubles stays what it says: infinite.
        return .double(NumberText.parseDouble(text, in: text.indices) ?? (text.first == 45 ? -.infinity : .infinity))
    }
}

/// A scalar of a document; the text of it is passed beside it.
enum ScalarValue {
    case string
    case number(Number)
    case boolean(Bool)
}

extension Mapping {
    /// What Elasticsearch's dynamic mapping makes of a value: dates are detected, other strings are `text` with a
    /// `keyword` multi-field, whole numbers are `long`, others `double`.
    mutating func addDynamicField(_ name: String, for scalar: ScalarValue, text: [UInt8]) -> FieldID {
        var field: FieldMapping
        switch scalar {
        case .number(.long): field = FieldMapping(name: name, type: .long)
        case .number(.double): field = FieldMapping(name: name, type: .double)
        case .boolean: field = FieldMapping(name: name, type: .boolean)
        case .string:
            if let format = detectedDateFormat(text) {
                field = FieldMapping(name: name, type: .date)
                field.format = format
            } else {
                field = FieldMapping(name: name, type: .text)
            }
        }
        field.isDynamic = true
        let id = add(field)
        if field.type == .text {
            var keyword = FieldMapping(name: name + ".keyword", type: .keyword)
            keyword.isMultiField = true
            keyword.isDynamic = true
            keyword.ignoreAbove = 256
            if let existing = byName[keyword.name] {
                // An object member took that name first; it gets these values too.
                self[id].multiFields.append(existing)
            } else {
                let child = add(keyword)
                self[id].multiFields.append(child)
            }
        }
        return id
    }

    private func detectedDateFormat(_ text: [UInt8]) -> DateFormat? {
        // Plain numbers would pass for years.
        guard dateDetection, text.count <= 40, let first = text.first, first &- 48 < 10,
            text.contains(where: { $0 == 45 || $0 == 58 || $0 == 47 })
        else { return nil }
        for format in DateFormat.detected where format.parse(text.span) != nil {
            return format == DateFormat.detected[0] ? .standard : format
        }
        return nil
    }
}
