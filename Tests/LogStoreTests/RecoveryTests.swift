import Bytes
import Glibc
import LogStore
import Storage
import Synchronization
import TestSupport
import Testing

@Suite("What was acknowledged is there after any end")
struct RecoveryTests {
    private static let documents = (0..<12).map { #"{"n":\#($0),"word":"w\#($0) all"}"# }

    private func logPath(_ directory: String) throws -> String {
        let indices = directory + "/indices"
        let uuid = try #require(try FileSystem.contents(of: indices).first)
        return "\(indices)/\(uuid)/documents.log"
    }

    @Test("a store that is opened again is the same")
    func reopening() throws {
        let directory = try TemporaryDirectory()
        var names: [String] = []
        do {
            let store = try TestStore.open(directory.path)
            let index = try store.createIndex("logs", mappings: ["properties": ["k": ["type": "keyword"]]])
            try index.add(Self.documents)
            _ = index.apply([DocumentOperation(.delete, id: "3")])
            try index.putMapping(["properties": ["later": ["type": "date"]]])
            try index.putSettings(["index.max_result_window": 5])
            try store.createIndex("gone")
            try store.deleteIndex("gone")
            names = index.mapping.names(matching: "*")
        }
        let store = try TestStore.open(directory.path)
        #expect(store.all.map(\.name) == ["logs"])
        let index = try #require(store.index(named: "logs"))
        #expect(index.documentCount == 11)
        #expect(index.mapping.names(matching: "*") == names)
        #expect(index.settings.resultWindow == 5)
        #expect(try index.document("3") == nil)
        #expect(try index.document("4")?.version == 1)
        let next = try index.apply([DocumentOperation(.index, id: "new", source: Array("{}".utf8))])[0].get()
        #expect(next.sequenceNumber == 13)
        #expect(store.uuid.count == 22)
    }

    @Test("a log cut at any byte gives the documents before the cut, and no others")
    func truncation() throws {
        let directory = try TemporaryDirectory()
        var ends: [Int] = []
        do {
            let store = try TestStore.open(directory.path)
            let index = try store.createIndex("logs")
            ends.append(index.statistics.storeBytes)
            for (number, source) in Self.documents.enumerated() {
                _ = try index.apply([DocumentOperation(.index, id: "\(number)", source: Array(source.utf8))])[0].get()
                ends.append(index.statistics.storeBytes)
            }
        }
        let path = try logPath(directory.path)
        let whole = try FileSystem.read(path)
        try withEvery("cut at", in: 0...whole.count) { cut in
            try FileSystem.publish(Array(whole[..<cut]), to: path)
            let store = try TestStore.open(directory.path)
            let expected = ends.lastIndex { $0 <= cut }
            #expect(store.index(named: "logs")?.documentCount == expected, "\(Every.context)")
            if let index = store.index(named: "logs"), let expected {
                let ids = try index.ids(.field("word", .match(MatchCondition("all"))))
                #expect(ids == (0..<expected).map(String.init), "\(Every.context)")
            } else {
                // The directory of an index that never came to be is gone; put it back for the next cut.
                try FileSystem.createDirectory(FileSystem.directory(of: path))
            }
        }
    }

    @Test("a bit that flips before the last document is an error that names the file, never a wrong document")
    func bitFlips() throws {
        let directory = try TemporaryDirectory()
        do {
            let store = try TestStore.open(directory.path)
            try store.createIndex("logs").add(Self.documents)
        }
        let path = try logPath(directory.path)
        let whole = try FileSystem.read(path)
        var refused = 0
        for bit in stride(from: 0, to: whole.count * 8, by: 11) {
            try FileSystem.publish(ByteMutations.flippingBit(bit, of: whole), to: path)
            do {
                let store = try TestStore.open(directory.path)
                for number in 0..<Self.documents.count {
                    guard let found = try store.index(named: "logs")?.document("\(number)") else { continue }
                    #expect(found.source == Array(Self.documents[number].utf8), "bit \(bit)")
                }
            } catch let error as LogStoreError {
                refused += 1
                #expect(error.kind == .corruption && error.reason.contains("documents.log"), "bit \(bit)")
            }
            try FileSystem.createDirectory(FileSystem.directory(of: path))
        }
        #expect(refused > 0)
    }

    @Test("a write that fails is refused whole, leaves nothing behind, and the next one works")
    func fullDisk() throws {
        let full = Flag()
        let faults = FileFaults { call, path in
            if case .write(let count) = call, full.isSet, path.hasSuffix("documents.log") { return .short(count / 2) }
            return .proceed
        }
        let test = try TestStore(faults: faults)
        let index = try test.index()
        try index.add([#"{"a":1}"#])
        full.set(true)
        let results = index.apply([
            DocumentOperation(.index, id: "0", source: Array(#"{"a":2,"fresh":1}"#.utf8)),
            DocumentOperation(.index, id: "1", source: Array(#"{"a":3}"#.utf8)),
        ])
        full.set(false)
        let isWhole = results.allSatisfy { if case .success = $0 { true } else { false } }
        if isWhole {
            // The rest of a short write was written by a second call: all of it is there.
            #expect(index.documentCount == 2)
        } else {
            #expect(index.documentCount == 1)
            #expect(index.mapping.field(named: "fresh") == nil)
        }
        _ = try index.apply([DocumentOperation(.index, id: "2", source: Array(#"{"a":4}"#.utf8))])[0].get()
        #expect(try index.document("2") != nil)
    }

    @Test("no room on the disk is a 429 of its own kind, and nothing is lost")
    func noSpace() throws {
        let full = Flag()
        let faults = FileFaults { call, path in
            if case .write = call, full.isSet, path.hasSuffix("documents.log") { return .fail(ENOSPC) }
            return .proceed
        }
        let test = try TestStore(faults: faults)
        let index = try test.index()
        try index.add([#"{"a":1}"#])
        full.set(true)
        do {
            _ = try index.apply([DocumentOperation(.index, id: "9", source: Array(#"{"new":2}"#.utf8))])[0].get()
            Issue.record("the write was taken")
        } catch {
            #expect(error.kind == .clusterBlock)
        }
        full.set(false)
        #expect(index.documentCount == 1 && index.mapping.field(named: "new") == nil)
        let next = try index.apply([DocumentOperation(.index, id: "9", source: Array("{}".utf8))])[0].get()
        #expect(next.sequenceNumber == 1)
    }

    @Test("a failed fsync is the end of acknowledging")
    func failedSynchronization() throws {
        let broken = Flag()
        let faults = FileFaults { call, path in
            if call == .synchronize, broken.isSet, path.hasSuffix("documents.log") { return .fail(EIO) }
            return .proceed
        }
        let test = try TestStore(faults: faults)
        let index = try test.index()
        broken.set(true)
        _ = try index.apply([DocumentOperation(.index, id: "1", source: Array("{}".utf8))])[0].get()
        #expect(throws: LogStoreError.self) { try index.commit() }
        broken.set(false)
        #expect(throws: LogStoreError.self) {
            try index.apply([DocumentOperation(.index, id: "2", source: Array("{}".utf8))])[0].get()
        }
    }

    @Test("a second process on the directory is told who has it")
    func lock() throws {
        let directory = try TemporaryDirectory()
        let store = try TestStore.open(directory.path)
        do {
            _ = try TestStore.open(directory.path)
            Issue.record("the directory was opened twice")
        } catch let error as LogStoreError {
            #expect(error.kind == .locked)
        }
        #expect(store.all.isEmpty)
    }
}

/// A switch that a fault injection asks.
final class Flag: Sendable {
    private let state = Mutex(false)

    var isSet: Bool { state.withLock { $0 } }

    func set(_ value: Bool) { state.withLock { $0 = value } }
}
