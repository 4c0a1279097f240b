import Bytes
import HTTPTypes
import LogStore
import Synchronization

/// Does the items of a `_bulk`, batch after batch, and writes the answer as it goes.
final class BulkWriter: Sendable {
    private struct State {
        var answer = JSONWriter()
        var hasErrors = false
        var indexed = 0
        var failed = 0
        var touched: [String: LogIndex] = [:]
    }

    private let store: LogStore
    private let state = Mutex(State())

    init(store: LogStore) {
        self.store = store
        state.withLock { $0.answer.beginArray() }
    }

    var counts: (indexed: Int, failed: Int) { state.withLock { ($0.indexed, $0.failed) } }

    /// Blocks. Items of one index keep their order; those of different indices do not depend on each other.
    func write(_ items: [BulkReader.Item]) {
        var results = [Result<DocumentResult, LogStoreError>?](repeating: nil, count: items.count)
        var groups: [String: [(position: Int, operation: DocumentOperation)]] = [:]
        for (position, item) in items.enumerated() {
            do throws(LogStoreError) {
                groups[item.action.index, default: []].append((position, try item.action.operation(item.source)))
            } catch {
                results[position] = .failure(error)
            }
        }
        for (name, group) in groups {
            do throws(LogStoreError) {
                // A delete of what is not there creates nothing.
                let index: LogIndex
                if group.allSatisfy({ $0.operation.action == .delete }) {
                    guard let existing = store.index(named: name) else { throw IndexName.notFound(name) }
                    index = existing
                } else {
                    index = try store.indexForWriting(name)
                }
                state.withLock { $0.touched[name] = index }
                for (entry, result) in zip(group, index.apply(group.map(\.operation))) {
                    results[entry.position] = result
                }
            } catch {
                for entry in group { results[entry.position] = .failure(error) }
            }
        }
        state.withLock { state in
            for (item, result) in zip(items, results) {
                Self.append(item, result!, &state)
            }
        }
    }

    /// Blocks until everything that was written may be acknowledged.
    func commit() throws(LogStoreError) {
        let indices = state.withLock { Array($0.touched.values) }
        for index in indices { try index.commit() }
    }

    private static func append(
        _ item: BulkReader.Item,
        _ result: Result<DocumentResult, LogStoreError>,
        _ state: inout State
    ) {
        state.answer.beginObject()
        state.answer.key(item.action.kind.rawValue)
        switch result {
        case .success(let success):
            state.indexed += 1
            state.answer.beginObject()
            DocumentAnswer.append(success, index: item.action.index, to: &state.answer)
            state.answer.member("status", DocumentAnswer.status(success.outcome).code)
            state.answer.endObject()
        case .failure(let error):
            state.failed += 1
            state.hasErrors = true
            var description = error
            if description.index == nil { description.index = item.action.index }
            state.answer.beginObject()
            state.answer.member("_index", item.action.index)
            state.answer.member("_id", item.action.id.map(JSONValue.string) ?? .null)
            state.answer.member("status", APIError.status(error.kind).code)
            state.answer.member("error", .object(APIError.describe(description)))
            state.answer.endObject()
        }
        state.answer.endObject()
    }

    /// The whole answer. Compact, `errors` directly in front of `items`: some shippers look for that text.
    func answer(took: Duration) -> [UInt8] {
        state.withLock { state in
            state.answer.endArray()
            var writer = JSONWriter(reservingCapacity: state.answer.bytes.count + 64)
            writer.beginObject()
            writer.member("took", took.milliseconds)
            writer.member("errors", state.hasErrors)
            writer.key("items")
            writer.raw(state.answer.bytes)
            writer.endObject()
            return writer.bytes
        }
    }
}

extension Duration {
    var milliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
