internal import Bytes
internal import EventPipeline

/// Writes the two lines of `_bulk` for an event: what to do, and the document.
struct DocumentWriter: Sendable {
    let settings: DocumentSettings

    /// - Parameter ordinal: The place of the event in its chunk. Chunk and place are the document's identifier, so that
    ///   a chunk that is sent twice makes no document twice.
    func append(
        _ batch: EventBatch,
        _ index: Int,
        tag: String,
        chunk: ChunkHandle,
        ordinal: Int,
        to bytes: inout [UInt8]
    ) {
        let record = try? RecordFields(batch.bytes, in: batch.record(index))
        let time = batch.entries[index].time
        let stamp = timestamp(record, time)
        var action = JSONWriter()
        action.beginObject()
        action.key(settings.creates ? "create" : "index")
        action.beginObject()
        action.member("_index", indexName(record, stamp.time, tag, chunk))
        action.member("_id", text(settings.idKey, record) ?? "\(chunk.id.text)-\(ordinal)")
        if let routing = text(settings.routingKey, record) { action.member("routing", routing) }
        action.endObject()
        action.endObject()
        bytes.append(contentsOf: action.bytes)
        bytes.append(UInt8(ascii: "\n"))
        appendSource(record, stamp: stamp.text, tag: tag, to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
    }

    private func text(_ key: String?, _ record: RecordFields?) -> String? {
        guard let key, let record, let place = record.index(of: key) else { return nil }
        return record.text(place)
    }

    /// The time that the index is named after, and `@timestamp` where it is to be added.
    private func timestamp(_ record: RecordFields?, _ time: Timestamp) -> (time: Timestamp, text: String?) {
        var time = time
        var hasTimestamp = false
        if let text = text("@timestamp", record) {
            hasTimestamp = true
            time = Timestamp(rfc3339: text) ?? time
        } else if let text = text(settings.timeKey, record) {
            let bytes = Array(text.utf8)
            let reader = TimeReader(.string(settings.timeKeyFormat.map { [$0] } ?? []), zone: .utc)
            time = reader.time(bytes) ?? time
        }
        guard settings.includesTimestamp, !hasTimestamp, !settings.excludesTimestamp else { return (time, nil) }
        return (time, time.rfc3339(fractionDigits: settings.timePrecision))
    }

    private func indexName(_ record: RecordFields?, _ time: Timestamp, _ tag: String, _ chunk: ChunkHandle) -> String {
        if let name = text(settings.targetIndexKey, record) { return name.lowercased() }
        switch settings.index {
        case .fixed(let template):
            return template.text(chunk, tag: tag, zone: settings.chunkZone).lowercased()
        case .daily(let prefix, let separator, let format):
            let name = prefix.text(chunk, tag: tag, zone: settings.chunkZone)
            return (name + separator).lowercased() + format.write(time, zone: settings.indexZone)
        }
    }

    private func appendSource(_ record: RecordFields?, stamp: String?, tag: String, to bytes: inout [UInt8]) {
        var separator = UInt8(ascii: "{")
        func key(_ name: String) {
            bytes.append(separator)
            separator = UInt8(ascii: ",")
            JSONText.appendQuoted(name, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
        }
        if let record {
            for field in record.fields {
                let name = record.bytes[field.key]
                if !settings.removedKeys.isEmpty, settings.removedKeys.contains(where: { name.elementsEqual($0.utf8) })
                {
                    continue
                }
                if let tagKey = settings.tagKey, name.elementsEqual(tagKey.utf8) { continue }
                bytes.append(separator)
                separator = UInt8(ascii: ",")
                JSONText.appendQuoted(record.bytes, in: field.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                RecordText.appendJSON(record.bytes, in: field.value, to: &bytes)
            }
        }
        if let tagKey = settings.tagKey {
            key(tagKey)
            JSONText.appendQuoted(tag, to: &bytes)
        }
        if let stamp {
            key("@timestamp")
            JSONText.appendQuoted(stamp, to: &bytes)
        }
        if separator == UInt8(ascii: "{") { bytes.append(separator) }
        bytes.append(UInt8(ascii: "}"))
    }
}
