public import Bytes
public import Expressions

/// Parses lines into events: syntax, types, null values and the time field.
public struct LineParser: Sendable {
    public var syntax: LineSyntax
    public var types: [String: FieldType] = [:]
    public var timeKey: String?
    public var keepsTimeKey = false
    public var timeReader = TimeReader(.string([]))
    public var nullValuePattern: RubyExpression?
    public var nullsEmptyStrings = false
    /// Without it the time of an event whose line has none is 0.
    public var estimatesTime = true

    public init(_ syntax: LineSyntax) { self.syntax = syntax }

    /// Whether a line without a byte is an event.
    var takesEmptyLines: Bool {
        if case .none = syntax { true } else { false }
    }

    /// Why a line made no event.
    public enum Failure: Error, Sendable, Hashable {
        /// It is not what the parser expects.
        case unmatched
        /// Its time field is no time.
        case invalidTime
    }

    /// Appends the events of the line at `range`.
    ///
    /// - Parameters:
    ///   - origin: The position of the source behind the line.
    ///   - extra: A field to add, such as the path of the file.
    public func parse(
        _ bytes: [UInt8],
        in range: Range<Int>,
        now: Timestamp,
        origin: Int = 0,
        extra: (key: [UInt8], text: [UInt8])? = nil,
        into batch: inout EventBatch
    ) throws(Failure) {
        let records = syntax.parse(bytes, in: range)
        guard !records.isEmpty else { throw .unmatched }
        // All or nothing: a line whose third record has a wrong time gives none of the others.
        var events: [(time: Timestamp, record: [UInt8])] = []
        for parsed in records {
            events.append(try event(parsed, bytes, now: now, extra: extra))
        }
        for event in events { batch.append(time: event.time, record: event.record, origin: origin) }
    }

    private func event(
        _ parsed: ParsedFields,
        _ bytes: [UInt8],
        now: Timestamp,
        extra: (key: [UInt8], text: [UInt8])?
    ) throws(Failure) -> (time: Timestamp, record: [UInt8]) {
        var writer = RecordWriter()
        var time = estimatesTime ? now : Timestamp(nanoseconds: 0)
        for index in parsed.fields.indices {
            let key = parsed.key(index, of: bytes)
            if let timeKey, key.elementsEqual(timeKey.utf8) {
                guard let text = parsed.text(index, of: bytes),
                    let found = timeReader.read(text.bytes, in: text.range, now: now)
                else { throw .invalidTime }
                time = found
                if !keepsTimeKey { continue }
            }
            writer.key(Array(key))
            try append(parsed, index, key, bytes, now: now, to: &writer)
        }
        if let extra {
            writer.key(extra.key)
            writer.text(extra.text, in: 0..<extra.text.count)
        }
        return (time, writer.record())
    }

    private func append(
        _ parsed: ParsedFields,
        _ index: Int,
        _ key: ArraySlice<UInt8>,
        _ bytes: [UInt8],
        now: Timestamp,
        to writer: inout RecordWriter
    ) throws(Failure) {
        let convertsNulls = nullsEmptyStrings || nullValuePattern != nil
        if convertsNulls || !types.isEmpty, let text = parsed.text(index, of: bytes) {
            if nullsEmptyStrings, text.range.isEmpty { return writer.null() }
            if let nullValuePattern, nullValuePattern.firstMatch(in: text.bytes, range: text.range) != nil {
                return writer.null()
            }
            if !types.isEmpty, let type = types[String(decoding: key, as: UTF8.self)] {
                return writer.encoded(type.encode(text.bytes, in: text.range, now: now))
            }
        }
        switch parsed.fields[index].value {
        case .null: writer.null()
        case .slice(let range): writer.text(bytes, in: range)
        case .text(let text): writer.text(text, in: 0..<text.count)
        case .encoded(let value): writer.encoded(value)
        case .token(let token):
            guard let tape = parsed.tape else { return writer.null() }
            var value = MessagePackWriter()
            do {
                try JSONRecord.append(tape, at: token, of: bytes, to: &value)
            } catch {
                throw .unmatched
            }
            writer.encoded(value.bytes)
        }
    }
}
