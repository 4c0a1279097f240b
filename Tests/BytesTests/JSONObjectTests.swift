import Bytes
import TestSupport
import Testing

/// Members in order, and by name.
@Suite struct JSONObjectTests {
    @Test func keepsOrder() throws {
        let object = try #require(try JSONValue(parsing: #"{"z":1,"a":2,"m":3}"#).object)
        #expect(object.keys == ["z", "a", "m"])
        #expect(object.map(\.key) == ["z", "a", "m"])
        #expect(object.count == 3 && !object.isEmpty && JSONObject().isEmpty)
    }

    @Test func keepsDuplicatesAndAnswersTheLast() throws {
        let value = try JSONValue(parsing: #"{"a":1,"b":2,"a":3}"#)
        #expect(value["a"] == 3)
        #expect(value.object?.count == 3)
        #expect(value.text == #"{"a":1,"b":2,"a":3}"#)
        var object = try #require(value.object)
        object["a"] = 4
        #expect(JSONValue.object(object).text == #"{"b":2,"a":4}"#)
        object["b"] = nil
        object["x"] = nil
        #expect(JSONValue.object(object).text == #"{"a":4}"#)
    }

    @Test func equalsWhateverTheOrder() {
        #expect(["a": 1, "b": 2] as JSONValue == ["b": 2, "a": 1])
        #expect(["a": 1, "b": 2] as JSONValue != ["b": 1, "a": 2])
        #expect(["a": 1] as JSONValue != ["a": 1, "b": 2])
    }

    /// Against a plain list of pairs, across the size from which there is an index.
    @Test func behavesAsAListOfPairs() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<50 {
            var object = JSONObject()
            var model: [(key: String, value: Int)] = []
            for step in 0..<200 {
                let key = "k\(Int.random(in: 0..<60, using: &random))"
                switch Int.random(in: 0..<10, using: &random) {
                case 0:
                    object.append(key, JSONValue(step))
                    model.append((key, step))
                case 1:
                    object[key] = nil
                    model.removeAll { $0.key == key }
                default:
                    object[key] = JSONValue(step)
                    if let last = model.lastIndex(where: { $0.key == key }) {
                        model[last].value = step
                        model = model.enumerated().filter { $0.element.key != key || $0.offset == last }.map(\.element)
                    } else {
                        model.append((key, step))
                    }
                }
                #expect(object[key]?.int == model.last { $0.key == key }?.value)
            }
            #expect(object.keys == model.map(\.key))
            #expect(object.map { $0.value.int } == model.map(\.value))
        }
    }
}
