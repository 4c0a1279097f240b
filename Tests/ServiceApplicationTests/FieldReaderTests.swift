import Bytes
import ServiceApplication
import ServiceKit
import Testing

@Suite struct FieldReaderTests {
    @Test func absentNullAndValueAreThreeThings() throws {
        var reader = try FieldReader(["a": nil, "b": "text"])
        #expect(reader.text("a", length: 0...9) == .null)
        #expect(reader.text("b", length: 0...9) == .value("text"))
        #expect(reader.text("c", length: 0...9) == .absent)
        try reader.finish()
        #expect(Field<Int>.absent.applied(to: 1) == 1)
        #expect(Field<Int>.null.applied(to: 1) == nil)
        #expect(Field<Int>.value(2).applied(to: 1) == 2)
    }

    @Test func whatIsWrongIsCollected() throws {
        var reader = try FieldReader(["a": 1, "b": true, "c": [1]])
        _ = reader.text("a", length: 0...9)
        _ = reader.integer("b", in: 0...1)
        _ = reader.tags("c", count: 1, length: 1)
        _ = reader.required("d", reader.boolean("d"))
        let problem = #expect(throws: Problem.self) { try reader.finish() }
        #expect(problem?.errors.keys.sorted() == ["a", "b", "c", "d"])
    }

    @Test(arguments: [JSONValue.null, [], "text", 1])
    func onlyAnObjectHasFields(body: JSONValue) {
        #expect(throws: Problem.self) { try FieldReader(body) }
    }

    @Test func lengthsCountCharactersNotBytes() throws {
        var reader = try FieldReader(["a": "äöüß", "b": "👩‍👩‍👧"])
        #expect(reader.text("a", length: 4...4) == .value("äöüß"))
        _ = reader.text("b", length: 1...4)
        #expect(reader.errors.keys.sorted() == ["b"])
    }
}
