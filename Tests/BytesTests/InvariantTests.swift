import Bytes
import Testing

/// What stops a program whose own reasoning was wrong.
@Suite struct InvariantTests {
    @Test func saysWhatDidNotHold() async throws {
        let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let found = 3
            invariant(found == 2, "expected two parts, found \(found)")
        }
        #expect(
            String(decoding: result.standardErrorContent, as: UTF8.self).contains("BUG: expected two parts, found 3")
        )
    }

    @Test func doesNotAskForTheMessageWhenAllIsWell() {
        var asked = 0
        func message() -> String {
            asked += 1
            return "no"
        }
        invariant(true, message())
        #expect(asked == 0)
    }
}
