import Bytes

/// Decides how a value of a document is indexed under a field: as the field's type where it fits, else as what it is.
enum ValueSorter {
    static func add(
        _ scalar: ScalarValue,
        text: [UInt8],
        field id: FieldID,
        mapping: inout Mapping,
        into values: inout DocumentValues
    ) {
        store(scalar, text: text, field: id, mapping: &mapping, into: &values)
        for child in mapping[id].multiFields {
            store(scalar, text: text, field: child, mapping: &mapping, into: &values)
        }
    }

    private static func store(
        _ scalar: ScalarValue,
        text: [UInt8],
        field id: FieldID,
        mapping: inout Mapping,
        into values: inout DocumentValues
    ) {
        let field = mapping[id]
        guard field.isIndexed else { return }
        switch field.type {
        case .text: values.append(text: text, field: id)
        case .keyword: keyword(text, limit: field.ignoreAbove, field: id, into: &values)
        case .long, .double:
            guard let number = number(scalar, text) else { break }
            if case .double = number, field.type == .long, field.isDynamic {
                mapping[id].type = .double
                mapping[id].typeName = FieldType.double.rawValue
            }
            values.numbers.append((id, number))
            return
        case .date:
            guard let date = date(scalar, text, format: field.format) else { break }
            values.dates.append((id, date))
            return
        case .boolean:
            guard let flag = boolean(scalar, text) else { break }
            values.booleans.append((id, flag))
            return
        }
        if field.type == .text || field.type == .keyword { return }
        values.misfits += 1
        if !field.hasMisfits { mapping[id].hasMisfits = true }
        switch scalar {
        case .string: keyword(text, limit: nil, field: id, into: &values)
        case .number(let number): values.numbers.append((id, number))
        case .boolean(let flag): values.booleans.append((id, flag))
        }
    }

    private static func keyword(_ text: [UInt8], limit: Int?, field: FieldID, into values: inout DocumentValues) {
        let isTooLong = limit.map { isLonger(text, than: $0) } ?? false
        if isTooLong || text.count > DocumentLimits.termBytes {
            values.ignored += 1
        } else {
            values.keywords.append((field, text))
        }
    }

    /// Whether a text has more UTF-16 units than `limit`.
    static func isLonger(_ text: [UInt8], than limit: Int) -> Bool {
        if text.count <= limit { return false }
        var units = 0
        for byte in text where byte & 0xC0 != 0x80 {
            units += byte >= 0xF0 ? 2 : 1
            if units > limit { return true }
        }
        return false
    }

    private static func number(_ scalar: ScalarValue, _ text: [UInt8]) -> Number? {
        switch scalar {
        case .number(let number): return number
        case .boolean: return nil
        case .string:
            if let value = NumberText.parseInt64(text, in: text.indices) { return .long(value) }
            guard let value = NumberText.parseDouble(text, in: text.indices), value.isFinite else { return nil }
            return .double(value)
        }
    }

    private static func date(_ scalar: ScalarValue, _ text: [UInt8], format: DateFormat) -> Int64? {
        switch scalar {
        case .boolean: nil
        case .number where !format.takesNumbers: nil
        case .number, .string: format.parse(text.span)
        }
    }

    private static func boolean(_ scalar: ScalarValue, _ text: [UInt8]) -> Bool? {
        switch scalar {
        case .boolean(let flag): return flag
        case .number: return nil
        case .string:
            if text.elementsEqual("true".utf8) { return true }
            return text.elementsEqual("false".utf8) || text.isEmpty ? false : nil
        }
    }
}
