import Bytes
import LogStore
import TestSupport
import Testing

@Suite("Documents bring their own mapping, and none is dropped for the type of a field")
struct MappingTests {
    private func mapping(_ documents: String...) throws -> JSONValue {
        let test = try TestStore()
        let index = try test.index()
        try index.add(documents)
        return index.mapping.json["properties"] ?? [:]
    }

    @Test func dynamicTypes() throws {
        let found = try mapping(
            #"{"text":"hello","long":1,"double":1.5,"flag":true,"date":"2026-01-02T03:04:05Z","null":null,"o":{"a":[1,2]}}"#
        )
        let keyword: JSONValue = ["keyword": ["type": "keyword", "ignore_above": 256]]
        #expect(found["text"] == ["type": "text", "fields": keyword])
        #expect(found["long"] == ["type": "long"])
        #expect(found["double"] == ["type": "double"])
        #expect(found["flag"] == ["type": "boolean"])
        #expect(found["date"] == ["type": "date"])
        #expect(found["null"] == nil)
        #expect(found["o"] == ["properties": ["a": ["type": "long"]]])
    }

    @Test("a fraction widens long to double; large numbers before it stay what they are")
    func widening() throws {
        let test = try TestStore()
        let index = try test.index()
        try index.add([#"{"n":1}"#, #"{"n":2.5}"#, #"{"n":3}"#])
        #expect(index.mapping.json["properties"]?["n"] == ["type": "double"])
        #expect(try index.ids(.field("n", .term(1, caseInsensitive: false))) == ["0"])
        #expect(try index.ids(.field("n", .range(RangeCondition(lower: .init(2, isInclusive: true))))) == ["1", "2"])
    }

    @Test("values that do not fit are kept, found as what they are, and counted")
    func misfits() throws {
        let test = try TestStore()
        let index = try test.index()
        try index.add([#"{"v":1}"#, #"{"v":"abc"}"#, #"{"v":{"x":1}}"#, #"{"v":true}"#, #"{"v":"7"}"#])
        #expect(index.statistics.misfitValues == 2)
        #expect(try index.ids(.field("v", .term("abc", caseInsensitive: false))) == ["1"])
        #expect(try index.ids(.field("v", .term(true, caseInsensitive: false))) == ["3"])
        #expect(try index.ids(.field("v", .term(7, caseInsensitive: false))) == ["4"])
        #expect(try index.ids(.field("v.x", .term(1, caseInsensitive: false))) == ["2"])
        #expect(try index.ids(.field("v", .exists)) == ["0", "1", "2", "3", "4"])
    }

    @Test("dots in a key and objects are the same field")
    func dots() throws {
        let test = try TestStore()
        let index = try test.index()
        try index.add([#"{"a.b":"x"}"#, #"{"a":{"b":"x"}}"#, #"{"a":[{"b":"y"},{"b":"x"}]}"#])
        #expect(try index.ids(.field("a.b", .match(MatchCondition("x")))) == ["0", "1", "2"])
    }

    @Test func ignoreAbove() throws {
        let test = try TestStore()
        let index = try test.index()
        let long = String(repeating: "x", count: 257)
        try index.add([#"{"m":"\#(long)"}"#, #"{"m":"short"}"#])
        #expect(try index.ids(.field("m.keyword", .exists)) == ["1"])
        #expect(try index.ids(.field("m", .exists)) == ["0", "1"])
        #expect(index.statistics.ignoredValues == 1)
    }

    @Test func limits() throws {
        let test = try TestStore()
        let index = try test.index(settings: ["index.mapping.total_fields.limit": 3])
        let deep = String(repeating: #"{"a":"#, count: 30) + "1" + String(repeating: "}", count: 30)
        let documents = [#"{"a":1,"b":2,"c":3}"#, #"{"d":4}"#, deep, "[1]", "{", #"{"a":9}"#]
        let results = index.apply(documents.map { DocumentOperation(.index, id: nil, source: Array($0.utf8)) })
        let kinds = results.map { result -> String in
            switch result {
            case .success: "ok"
            case .failure(let error): error.kind.rawValue
            }
        }
        let refused = "document_parsing_exception"
        #expect(kinds == ["ok", refused, refused, refused, refused, "ok"])
        #expect(index.documentCount == 2)
        #expect(index.mapping.names(matching: "*") == ["a", "b", "c"])
    }

    @Test func declared() throws {
        let test = try TestStore()
        let mappings: JSONValue = [
            "dynamic": "strict",
            "properties": [
                "at": ["type": "date", "format": "yyyy/MM/dd"], "id": ["type": "keyword"], "n": ["type": "integer"],
                "free": ["type": "object", "dynamic": true], "hidden": ["type": "keyword", "index": false],
            ],
        ]
        let index = try test.index(mappings: mappings)
        #expect(index.mapping.json["dynamic"] == "strict")
        try index.add([#"{"at":"2026/01/02","id":"x y","n":"5","free":{"z":1},"hidden":"h"}"#])
        #expect(try index.ids(.field("id", .term("x y", caseInsensitive: false))) == ["0"])
        #expect(try index.ids(.field("n", .term(5, caseInsensitive: false))) == ["0"])
        #expect(try index.ids(.field("free.z", .exists)) == ["0"])
        let refused = index.apply([DocumentOperation(.index, id: nil, source: Array(#"{"new":1}"#.utf8))])
        #expect(throws: LogStoreError.self) { try refused[0].get() }
        #expect(throws: LogStoreError.self) { try index.putMapping(["properties": ["n": ["type": "text"]]]) }
        #expect(throws: LogStoreError.self) { try index.putMapping(["properties": ["g": ["type": "geo_point"]]]) }
        try index.putMapping(["properties": ["extra": ["type": "boolean"]]])
        #expect(index.mapping.field(named: "extra")?.type == .boolean)
    }

    @Test("damaged documents are refused without a trace")
    func mutations() throws {
        let test = try TestStore()
        let index = try test.index()
        let seed = Array(#"{"@timestamp":"2026-01-02T03:04:05Z","a":{"b":[1,2.5,"x\u00e9\n"],"c":null},"t":true}"#.utf8)
        var generator = SeededGenerator(seed: 7)
        var taken = 0
        for _ in 0..<3000 {
            let document = generator.mutation(of: seed)
            let isObject = (try? JSONValue(parsing: document))?.object != nil
            switch index.apply([DocumentOperation(.index, id: nil, source: document)])[0] {
            case .success:
                taken += 1
                #expect(isObject)
            case .failure(let error): #expect(error.kind == .documentParsing)
            }
        }
        #expect(index.documentCount == taken)
    }
}
