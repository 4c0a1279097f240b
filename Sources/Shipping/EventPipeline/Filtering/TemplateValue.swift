internal import Bytes

/// The value of a `<record>` line: a text with placeholders, or JSON whose strings are.
enum TemplateValue: Sendable {
    case text(RecordTemplate)
    case json(MessagePackValueTemplate)

    indirect enum MessagePackValueTemplate: Sendable {
        case scalar([UInt8])
        case text(RecordTemplate)
        case array([MessagePackValueTemplate])
        case object([(key: RecordTemplate, value: MessagePackValueTemplate)])
    }

    init(_ text: String) throws(RecordTemplate.Invalid) {
        // As in Fluentd: what begins like JSON and is JSON is a value with a structure.
        if text.hasPrefix("{") || text.hasPrefix("["), let value = try? JSONValue(parsing: Array(text.utf8)) {
            self = .json(try Self.template(value))
        } else {
            self = .text(try RecordTemplate(text))
        }
    }

    private static func template(_ value: JSONValue) throws(RecordTemplate.Invalid) -> MessagePackValueTemplate {
        if let text = value.string { return .text(try RecordTemplate(text)) }
        if let items = value.array {
            var result: [MessagePackValueTemplate] = []
            for item in items { result.append(try template(item)) }
            return .array(result)
        }
        if let object = value.object {
            var result: [(key: RecordTemplate, value: MessagePackValueTemplate)] = []
            for member in object.members {
                result.append((try RecordTemplate(member.key), try template(member.value)))
            }
            return .object(result)
        }
        var writer = MessagePackWriter()
        switch value {
        case .bool(let flag): writer.bool(flag)
        case .integer(let number): writer.integer(number)
        case .unsigned(let number): writer.integer(number)
        case .double(let number): writer.double(number)
        default: writer.nil()
        }
        return .scalar(writer.bytes)
    }

    func encode(_ context: TemplateContext, keepsType: Bool) -> [UInt8] {
        var writer = MessagePackWriter()
        switch self {
        case .text(let template): Self.append(template, context, keepsType: keepsType, to: &writer)
        case .json(let template): Self.append(template, context, keepsType: keepsType, to: &writer)
        }
        return writer.bytes
    }

    private static func append(
        _ template: MessagePackValueTemplate,
        _ context: TemplateContext,
        keepsType: Bool,
        to writer: inout MessagePackWriter
    ) {
        switch template {
        case .scalar(let bytes): writer.bytes.append(contentsOf: bytes)
        case .text(let text): append(text, context, keepsType: keepsType, to: &writer)
        case .array(let items):
            writer.arrayHeader(items.count)
            for item in items { append(item, context, keepsType: keepsType, to: &writer) }
        case .object(let members):
            writer.mapHeader(members.count)
            for member in members {
                writer.string(member.key.text(context))
                append(member.value, context, keepsType: keepsType, to: &writer)
            }
        }
    }

    private static func append(
        _ template: RecordTemplate,
        _ context: TemplateContext,
        keepsType: Bool,
        to writer: inout MessagePackWriter
    ) {
        guard template.items.count == 1, keepsType else { return writer.string(template.text(context)) }
        if case .record(let keys) = template.items[0] {
            if let value = context.value(keys) {
                writer.bytes.append(contentsOf: value.bytes[value.range])
            } else {
                writer.nil()
            }
        } else if let text = context.text(template.items[0]) {
            writer.string(text)
        } else {
            writer.nil()
        }
    }
}
