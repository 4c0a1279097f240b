import Bytes
import LogStore
import QueryDSL

/// One search, from the indices that it names to the bytes of its answer. Blocks.
struct SearchRunner: Sendable {
    let store: LogStore
    let indices: [LogIndex]
    let body: SearchBody
    var totalAsInteger = false
    var timeout: Duration?

    /// The members of the answer, without the braces, so that a `_msearch` can add `status`.
    func run(now: Timestamp) throws -> [UInt8] {
        let start = ContinuousClock.now
        let snapshots = indices.map { $0.snapshot() }
        var request = body.request(now: now)
        if let timeout = body.timeout ?? timeout {
            let end = start.advanced(by: timeout)
            request.isExpired = { ContinuousClock.now >= end }
        }
        let result: SearchResult
        do throws(LogStoreError) {
            result = try Searcher.search(request, in: snapshots)
        } catch {
            throw APIError.searchPhase(error, indices: indices)
        }
        var writer = JSONWriter(reservingCapacity: 4096)
        writer.beginObject()
        writer.member("took", start.duration(to: .now).milliseconds)
        writer.member("timed_out", result.isTimedOut)
        if result.isTerminatedEarly { writer.member("terminated_early", true) }
        writer.key("_shards")
        writer.value(Self.shards(indices.count))
        writer.key("hits")
        try HitRendering(body: body, snapshots: snapshots, now: now, totalAsInteger: totalAsInteger)
            .append(result, to: &writer)
        if !result.aggregations.isEmpty {
            writer.key("aggregations")
            AggregationRendering.append(result.aggregations, to: &writer)
        }
        writer.endObject()
        return writer.bytes
    }

    /// Each index is one shard.
    static func shards(_ count: Int) -> JSONValue {
        let count = JSONValue.integer(Int64(count))
        return ["total": count, "successful": count, "skipped": 0, "failed": 0]
    }
}
