import Bytes
import LogStore
import Storage
import TestSupport
import Testing

/// A store in a temporary directory, with a clock that stands still.
final class TestStore {
    let directory: TemporaryDirectory
    private(set) var store: LogStore

    static let now = Timestamp(milliseconds: 1_767_323_045_678)

    init(faults: FileFaults? = nil) throws {
        directory = try TemporaryDirectory()
        store = try Self.open(directory.path, faults: faults)
    }

    static func open(_ path: String, faults: FileFaults? = nil) throws -> LogStore {
        try LogStore(directory: path, environment: StoreEnvironment(clock: { now }, faults: faults))
    }

    func index(_ name: String = "logs", mappings: JSONValue = [:], settings: JSONValue = [:]) throws -> LogIndex {
        try store.createIndex(name, settings: settings, mappings: mappings)
    }
}

extension LogIndex {
    /// Writes documents with the ids 0, 1, 2, …; all have to be taken.
    func add(_ documents: [String]) throws {
        let operations = documents.enumerated().map { index, source in
            DocumentOperation(.index, id: String(index), source: Array(source.utf8))
        }
        for result in apply(operations) { _ = try result.get() }
        try commit()
    }

    /// The ids of what a query finds, sorted.
    func ids(_ query: Query) throws -> [String] {
        var request = SearchRequest(query: query, now: TestStore.now)
        request.size = 10_000
        return try Searcher.search(request, in: [snapshot()]).hits.map(\.id).sorted { Int($0) ?? 0 < Int($1) ?? 0 }
    }
}
