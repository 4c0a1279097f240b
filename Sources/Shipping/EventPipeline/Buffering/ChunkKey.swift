internal import Bytes

/// What the events of one chunk have in common, by the keys of `<buffer …>`.
public struct ChunkKey: Sendable, Hashable {
    /// The tag, where `tag` is a chunk key.
    public var tag: String?
    /// The beginning of the time slice, in seconds since 1970, where `time` is a chunk key.
    public var timekey: Int64?
    /// The values of the other keys, in the order of the configuration.
    public var variables: [String] = []

    public init(tag: String? = nil, timekey: Int64? = nil, variables: [String] = []) {
        self.tag = tag
        self.timekey = timekey
        self.variables = variables
    }
}

/// Which keys events are put into chunks by.
public struct ChunkKeys: Sendable, Hashable {
    public var usesTag = false
    /// The length of a time slice in seconds; nil where `time` is no key.
    public var timekey: Int64?
    /// Where a day begins.
    public var zone = TimeZoneRule.local
    /// Fields of the record.
    public var fields: [String] = []

    public init() {}

    func key(tag: String, batch: EventBatch, index: Int) -> ChunkKey {
        var key = ChunkKey()
        if usesTag { key.tag = tag }
        if let timekey {
            let seconds = batch.entries[index].time.milliseconds / 1000
            let local = seconds + Int64(zone.offset(at: batch.entries[index].time))
            key.timekey = seconds - (local % timekey + timekey) % timekey
        }
        if !fields.isEmpty {
            let record = try? RecordFields(batch.bytes, in: batch.record(index))
            key.variables = fields.map { field in
                record.flatMap { record in record.index(of: field).flatMap { record.text($0) } } ?? ""
            }
        }
        return key
    }
}
