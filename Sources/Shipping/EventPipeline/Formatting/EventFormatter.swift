internal import Bytes

/// Writes events as lines.
public struct EventFormatter: Sendable {
    public enum Layout: Sendable {
        case json
        /// Time, tag and the record as JSON, with `delimiter` between them.
        case outFile(delimiter: String, hasTime: Bool, hasTag: Bool)
        /// `2016-10-07 21:09:31.012345678 +0000 tag: {…}`
        case stdout
        case ltsv(delimiter: String, labelDelimiter: String, replacement: String)
        case singleValue(key: String)
    }

    public var layout: Layout
    public var newline: String
    public var zone: TimeZoneRule
    /// Nil: the layout's own way.
    public var timeFormat: TimeFormat?

    private static let stdoutFormat = try? TimeFormat("%Y-%m-%d %H:%M:%S.%N %z")

    public init(
        _ layout: Layout,
        newline: String = "\n",
        zone: TimeZoneRule = .local,
        timeFormat: TimeFormat? = nil
    ) {
        self.layout = layout
        self.newline = newline
        self.zone = zone
        self.timeFormat = timeFormat
    }

    /// Appends the event at `index` of a batch.
    public func append(_ batch: EventBatch, _ index: Int, tag: String, to bytes: inout [UInt8]) {
        let record = batch.record(index)
        let time = batch.entries[index].time
        switch layout {
        case .json: RecordText.appendJSON(batch.bytes, in: record, to: &bytes)
        case .outFile(let delimiter, let hasTime, let hasTag):
            if hasTime {
                if let timeFormat {
                    timeFormat.append(time, zone: zone, to: &bytes)
                } else {
                    TimeFormat.appendISO8601(time, zone: zone, to: &bytes)
                }
                bytes.append(contentsOf: delimiter.utf8)
            }
            if hasTag {
                bytes.append(contentsOf: tag.utf8)
                bytes.append(contentsOf: delimiter.utf8)
            }
            RecordText.appendJSON(batch.bytes, in: record, to: &bytes)
        case .stdout:
            (timeFormat ?? Self.stdoutFormat)?.append(time, zone: zone, to: &bytes)
            bytes.append(UInt8(ascii: " "))
            bytes.append(contentsOf: tag.utf8)
            bytes.append(contentsOf: ": ".utf8)
            RecordText.appendJSON(batch.bytes, in: record, to: &bytes)
        case .ltsv(let delimiter, let label, let replacement):
            appendLTSV(batch, record, delimiter, label, replacement, to: &bytes)
        case .singleValue(let key):
            if let fields = try? RecordFields(batch.bytes, in: record), let place = fields.index(of: key),
                let text = fields.text(place)
            {
                bytes.append(contentsOf: text.utf8)
            }
        }
        bytes.append(contentsOf: newline.utf8)
    }

    private func appendLTSV(
        _ batch: EventBatch,
        _ record: Range<Int>,
        _ delimiter: String,
        _ label: String,
        _ replacement: String,
        to bytes: inout [UInt8]
    ) {
        guard let fields = try? RecordFields(batch.bytes, in: record) else { return }
        for (place, field) in fields.fields.enumerated() {
            if place > 0 { bytes.append(contentsOf: delimiter.utf8) }
            bytes.append(contentsOf: fields.bytes[field.key])
            bytes.append(contentsOf: label.utf8)
            let text = fields.text(place) ?? ""
            bytes.append(
                contentsOf: text.split(separator: delimiter, omittingEmptySubsequences: false)
                    .joined(separator: replacement).utf8
            )
        }
    }
}
