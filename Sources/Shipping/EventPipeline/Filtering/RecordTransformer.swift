internal import Bytes

/// Fluentd's `record_transformer` without Ruby: fields are set, removed and kept.
public struct RecordTransformer: Sendable {
    /// A `<record>` line; keys may hold placeholders too.
    struct Assignment: Sendable {
        let key: RecordTemplate
        let value: TemplateValue
    }

    public struct Invalid: Error, Sendable {
        public let reason: String
    }

    private let assignments: [Assignment]
    private let removed: [RecordPath]
    private let kept: [String]
    private let renewsRecord: Bool
    private let renewTimeKey: String?
    private let castsTypes: Bool
    private let hostname: String

    /// - Parameters:
    ///   - record: The lines of `<record>`.
    ///   - castsTypes: A value that is one placeholder keeps the type of its field.
    public init(
        record: [(name: String, value: String)],
        removeKeys: [String] = [],
        keepKeys: [String] = [],
        renewsRecord: Bool = false,
        renewTimeKey: String? = nil,
        castsTypes: Bool = true,
        hostname: String
    ) throws(Invalid) {
        var assignments: [Assignment] = []
        for line in record {
            do {
                assignments.append(
                    Assignment(key: try RecordTemplate(line.name), value: try TemplateValue(line.value))
                )
            } catch {
                throw Invalid(reason: "'\(line.name)': \(error.reason)")
            }
        }
        var removed: [RecordPath] = []
        for key in removeKeys {
            do {
                removed.append(try RecordPath(key))
            } catch {
                throw Invalid(reason: "'remove_keys': \(error.reason)")
            }
        }
        guard keepKeys.isEmpty || renewsRecord else {
            throw Invalid(reason: "`renew_record` must be true to use `keep_keys`")
        }
        self.assignments = assignments
        self.removed = removed
        kept = keepKeys
        self.renewsRecord = renewsRecord
        self.renewTimeKey = renewTimeKey
        self.castsTypes = castsTypes
        self.hostname = hostname
    }

    /// The batch with every record transformed. A record that cannot be read is left as it is.
    public func apply(_ batch: EventBatch, tag: String) -> EventBatch {
        var result = EventBatch()
        let tags = TagParts(tag)
        for index in batch.entries.indices {
            let entry = batch.entries[index]
            guard let fields = try? RecordFields(batch.bytes, in: batch.record(index)) else {
                result.append(encoded: batch.bytes[entry.range], time: entry.time, origin: entry.origin)
                continue
            }
            let (time, record) = transform(fields, entry.time, tags)
            result.append(time: time, record: record, origin: entry.origin)
        }
        return result
    }

    private func transform(
        _ fields: RecordFields,
        _ time: Timestamp,
        _ tags: TagParts
    ) -> (Timestamp, [UInt8]) {
        let context = TemplateContext(fields: fields, time: time, tags: tags, hostname: hostname)
        /// Keys in order, with what they are set to: nil for a field of the old record.
        var output: [(key: [UInt8], value: [UInt8])] = []
        func set(_ key: [UInt8], _ value: [UInt8]) {
            if let place = output.firstIndex(where: { $0.key == key }) {
                output[place].value = value
            } else {
                output.append((key, value))
            }
        }
        for field in fields.fields {
            let key = Array(fields.bytes[field.key])
            if renewsRecord, !kept.contains(where: { key.elementsEqual($0.utf8) }) { continue }
            output.append((key, Array(fields.bytes[field.value])))
        }
        for assignment in assignments {
            let value = assignment.value.encode(context, keepsType: castsTypes)
            set(Array(assignment.key.text(context).utf8), value)
        }
        var time = time
        if let renewTimeKey, let found = output.first(where: { $0.key.elementsEqual(renewTimeKey.utf8) }),
            let text = RecordText.text(found.value, in: 0..<found.value.count),
            let renewed = TimeReader.decimalSeconds(Array(text.utf8), in: 0..<text.utf8.count)
        {
            time = renewed
        }
        for path in removed { path.remove(from: &output) }
        var writer = RecordWriter()
        for field in output {
            writer.key(field.key)
            writer.encoded(field.value)
        }
        return (time, writer.record())
    }
}
