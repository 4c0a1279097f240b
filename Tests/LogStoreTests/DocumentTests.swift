import Bytes
import TestSupport
import Testing

@testable import LogStore

@Suite("Documents have ids, versions and sequence numbers")
struct DocumentTests {
    private func apply(_ index: LogIndex, _ operation: DocumentOperation) throws -> DocumentResult {
        try index.apply([operation])[0].get()
    }

    @Test func life() throws {
        let test = try TestStore()
        let index = try test.index()
        let first = try apply(index, DocumentOperation(.index, id: "a", source: Array(#"{"n":1}"#.utf8)))
        #expect(first == DocumentResult(id: "a", version: 1, sequenceNumber: 0, outcome: .created))
        let second = try apply(index, DocumentOperation(.index, id: "a", source: Array(#"{"n": 2}"#.utf8)))
        #expect(second == DocumentResult(id: "a", version: 2, sequenceNumber: 1, outcome: .updated))
        #expect(try index.document("a")?.source == Array(#"{"n": 2}"#.utf8))
        #expect(throws: LogStoreError.self) {
            try apply(index, DocumentOperation(.create, id: "a", source: Array("{}".utf8)))
        }
        #expect(throws: LogStoreError.self) {
            try apply(index, DocumentOperation(.index, id: "a", source: Array("{}".utf8), ifSequenceNumber: 0))
        }
        let gone = try apply(index, DocumentOperation(.delete, id: "a"))
        #expect(gone == DocumentResult(id: "a", version: 3, sequenceNumber: 2, outcome: .deleted))
        #expect(try index.document("a") == nil)
        #expect(index.documentCount == 0)
        #expect(try apply(index, DocumentOperation(.delete, id: "a")).outcome == .notFound)
        let again = try apply(index, DocumentOperation(.index, id: "a", source: Array("{}".utf8)))
        #expect(again.outcome == .created && again.version > 3)
    }

    @Test("an update merges objects, says when nothing changes, and sees the batch that it is in")
    func update() throws {
        let test = try TestStore()
        let index = try test.index()
        let change = DocumentOperation.Action.update(upsert: nil, docAsUpsert: false, detectNoop: true)
        let results = index.apply([
            DocumentOperation(.index, id: "a", source: Array(#"{"o":{"x":1,"y":2},"k":"v"}"#.utf8)),
            DocumentOperation(change, id: "a", source: Array(#"{"o":{"y":3}}"#.utf8)),
            DocumentOperation(change, id: "a", source: Array(#"{"k":"v"}"#.utf8)),
            DocumentOperation(change, id: "b", source: Array(#"{"k":"v"}"#.utf8)),
            DocumentOperation(
                .update(upsert: nil, docAsUpsert: true, detectNoop: true),
                id: "c",
                source: Array(#"{"k":1}"#.utf8)
            ),
        ])
        #expect(try results[1].get().outcome == .updated)
        #expect(try results[2].get().outcome == .noop)
        #expect(throws: LogStoreError.self) { try results[3].get() }
        #expect(try results[4].get().outcome == .created)
        let source = try JSONValue(parsing: try #require(try index.document("a")).source)
        #expect(source == ["o": ["x": 1, "y": 3], "k": "v"])
    }

    @Test("documents without an id get one each")
    func identifiers() throws {
        let test = try TestStore()
        let index = try test.index()
        let results = index.apply((0..<500).map { _ in DocumentOperation(.index, id: nil, source: Array("{}".utf8)) })
        let ids = Set(try results.map { try $0.get().id })
        #expect(ids.count == 500)
        #expect(ids.allSatisfy { $0.count == 20 })
    }

    @Test("a snapshot does not see what comes after it")
    func snapshots() throws {
        let test = try TestStore()
        let index = try test.index()
        try index.add((0..<100).map { #"{"n":\#($0)}"# })
        let before = index.snapshot()
        try index.add((0..<150).map { #"{"m":\#($0)}"# })
        let all = Query.matchAll
        #expect(try Searcher.count(all, in: [before], now: TestStore.now) == 100)
        #expect(try Searcher.count(.field("m", .exists), in: [before], now: TestStore.now) == 0)
        #expect(try Searcher.count(all, in: [index.snapshot()], now: TestStore.now) == 150)
    }

    @Test("segments that are full are sealed, and found in as before")
    func manySegments() throws {
        let test = try TestStore()
        let index = try test.index()
        let count = 40_000
        for start in stride(from: 0, to: count, by: 5000) {
            let operations = (start..<start + 5000).map { number in
                DocumentOperation(
                    .index,
                    id: "\(number)",
                    source: Array(#"{"n":\#(number),"w":"common word\#(number % 7) unique\#(number)"}"#.utf8)
                )
            }
            for result in index.apply(operations) { _ = try result.get() }
        }
        #expect(index.statistics.segments == 2)
        #expect(try index.ids(.field("w", .match(MatchCondition("unique39999")))) == ["39999"])
        #expect(try index.ids(.field("w", .phrase(PhraseCondition("word3 unique10")))) == ["10"])
        let word = Query.field("w", .match(MatchCondition("word2")))
        let wanted = (0..<count).filter { $0 % 7 == 2 }.count
        #expect(try Searcher.count(word, in: [index.snapshot()], now: TestStore.now) == wanted)
        var request = SearchRequest(query: .matchAll, now: TestStore.now)
        request.sort = [SortKey(.field("n"), isAscending: false)]
        request.size = 3
        let top = try Searcher.search(request, in: [index.snapshot()])
        #expect(top.hits.map(\.id) == ["39999", "39998", "39997"])
        #expect(top.total == 10_000 && top.isTotalLowerBound)
    }
}
