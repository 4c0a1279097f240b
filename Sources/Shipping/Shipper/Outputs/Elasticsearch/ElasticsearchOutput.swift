internal import Bytes
internal import EventPipeline
internal import Logging
internal import ServiceKit
internal import Storage
internal import Synchronization
internal import Telemetry

/// Sends events to a server that speaks Elasticsearch's `_bulk`.
///
/// Each document is judged by its own answer: what is stored is done, what is refused for good goes to the dead-letter
/// file, what the server had no time for is sent again. One bad document never holds up the others.
final class ElasticsearchOutput: Output {
    private let settings: ElasticsearchSettings
    private let documents: DocumentWriter
    private let caller: HTTPCaller
    private let instruments: OutputInstruments
    private let logger: Logger
    /// The host that worked last.
    private let preferred = Atomic<Int>(0)

    init(_ settings: ElasticsearchSettings, instruments: OutputInstruments, logger: Logger) {
        self.settings = settings
        documents = DocumentWriter(settings: settings.documents)
        caller = HTTPCaller(userAgent: "martlet-shipper/\(Version.current)")
        self.instruments = instruments
        self.logger = logger
    }

    /// Documents on their way, and where each begins in the body.
    private struct Bulk {
        var body: [UInt8] = []
        var items: [(part: Int, index: Int, ordinal: Int, start: Int)] = []

        func slice(_ range: Range<Int>) -> Bulk {
            let start = items[range.lowerBound].start
            let end = range.upperBound < items.count ? items[range.upperBound].start : body.count
            return Bulk(
                body: Array(body[start..<end]),
                items: items[range].map { ($0.part, $0.index, $0.ordinal, $0.start - start) }
            )
        }
    }

    func deliver(
        _ chunk: ChunkHandle,
        _ reader: ChunkReader,
        _ progress: DeliveryProgress
    ) async throws(DeliveryError) {
        var postponed: String?
        try await reader.forEach { (parts) async throws(DeliveryError) in
            var bulk = Bulk()
            for (place, part) in parts.enumerated() {
                for index in part.batch.entries.indices where !progress.done.contains(part.first + index) {
                    let start = bulk.body.count
                    let ordinal = part.first + index
                    documents.append(part.batch, index, tag: part.tag, chunk: chunk, ordinal: ordinal, to: &bulk.body)
                    bulk.items.append((place, index, ordinal, start))
                    guard bulk.body.count > settings.bulkBytes, bulk.items.count > 1 else { continue }
                    let last = bulk.items.count - 1
                    let rest = bulk.slice(last..<last + 1)
                    if let reason = try await send(bulk.slice(0..<last), parts, progress) { postponed = reason }
                    bulk = rest
                }
            }
            if let reason = try await send(bulk, parts, progress) { postponed = reason }
        }
        if let postponed { throw .some(postponed) }
    }

    /// Sends documents, in smaller pieces where they are too much at once.
    ///
    /// - Returns: Why some were postponed; nil when none was.
    private func send(
        _ bulk: Bulk,
        _ parts: [ChunkEvents],
        _ progress: DeliveryProgress
    ) async throws(DeliveryError) -> String? {
        guard !bulk.items.isEmpty else { return nil }
        let reply = try await post(bulk.body)
        switch reply.status {
        case 200..<300: return try await judge(reply, bulk, parts, progress)
        case 413, 400:
            // Too large, or something in it is so wrong that the server takes none: the halves tell which.
            guard bulk.items.count > 1 else {
                let item = bulk.items[0]
                let reason = "\(reply.status) \(Self.shortened(reply.text))"
                try await progress.reject([(item.ordinal, parts[item.part].letter(item.index, reason))])
                return nil
            }
            let middle = bulk.items.count / 2
            let first = try await send(bulk.slice(0..<middle), parts, progress)
            let second = try await send(bulk.slice(middle..<bulk.items.count), parts, progress)
            return second ?? first
        default:
            throw .destination("_bulk answered \(reply.status): \(Self.shortened(reply.text))")
        }
    }

    private func judge(
        _ reply: HTTPReply,
        _ bulk: Bulk,
        _ parts: [ChunkEvents],
        _ progress: DeliveryProgress
    ) async throws(DeliveryError) -> String? {
        let verdicts: [BulkReply.Verdict]
        do {
            verdicts = try BulkReply(reply.body, count: bulk.items.count).verdicts
        } catch {
            throw .destination(error.reason)
        }
        var stored: [Int] = []
        var refused: [(ordinal: Int, letter: DeadLetterFile.Letter)] = []
        var postponed: String?
        for (item, verdict) in zip(bulk.items, verdicts) {
            switch verdict {
            case .stored: stored.append(item.ordinal)
            case .later(let reason): postponed = reason
            case .refused(let reason):
                refused.append((item.ordinal, parts[item.part].letter(item.index, reason)))
            }
        }
        progress.deliver(stored)
        if let first = refused.first {
            logger.error(
                "documents are refused for good",
                metadata: ["labels.count": "\(refused.count)", "error.message": "\(first.letter.reason)"]
            )
        }
        try await progress.reject(refused)
        return postponed
    }

    /// Posts to the host that worked last, then to the others.
    private func post(_ body: [UInt8]) async throws(DeliveryError) -> HTTPReply {
        var headers = settings.headers + [("Content-Type", "application/x-ndjson")]
        var body = body
        if settings.compresses {
            let plain = body
            do {
                body = try await BlockingWork.run { Gzip.compress(plain, level: 1) }
            } catch {
                throw .some("\(error)")
            }
            headers.append(("Content-Encoding", "gzip"))
        }
        let query = settings.pipeline.map { "?pipeline=\($0)" } ?? ""
        let first = preferred.load(ordering: .relaxed)
        var reason = ""
        for step in settings.urls.indices {
            let index = (first + step) % settings.urls.count
            instruments.requests.increment()
            instruments.bytes.increment(by: body.count)
            do {
                let reply = try await caller.request(
                    "POST",
                    settings.urls[index] + "/_bulk" + query,
                    headers: headers,
                    body: body,
                    timeout: settings.requestTimeout
                )
                preferred.store(index, ordering: .relaxed)
                return reply
            } catch {
                reason = error.description
            }
        }
        throw .destination(reason)
    }

    private static func shortened(_ text: String) -> String {
        text.utf8.count > 500 ? String(text.prefix(500)) + "…" : text
    }
}
