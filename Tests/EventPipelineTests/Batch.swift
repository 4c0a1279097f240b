import Bytes
import EventPipeline

/// A moment that tests count from.
let start = Timestamp(nanoseconds: 1_700_000_000_000_000_000)

/// A batch of `{"n": number}`, with origins 10, 20, … behind `origin`.
func batch(_ numbers: [Int], after origin: Int = 0) -> EventBatch {
    var result = EventBatch()
    for (index, number) in numbers.enumerated() {
        let record = MessagePackValue.map([(key: .string("n"), value: .int(Int64(number)))]).serialized()
        result.append(time: start + .seconds(index), record: record, origin: origin + (index + 1) * 10)
    }
    return result
}

/// The numbers of such events.
func numbers(_ batch: EventBatch) -> [Int] {
    batch.entries.indices.compactMap { index in
        let value = try? MessagePackReader.value(of: Array(batch.bytes[batch.record(index)]))
        return value?["n"]?.int
    }
}

/// The records of a batch as JSON.
func json(_ batch: EventBatch) -> [String] {
    batch.entries.indices.map { index in
        var bytes: [UInt8] = []
        RecordText.appendJSON(batch.bytes, in: batch.record(index), to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
