import Testing

@testable import UserService

@Suite struct AccountNamesTests {
    @Test(arguments: [
        ("abc", true), ("A.b-c_9", true), (String(repeating: "a", count: 40), true), ("ab", false), ("_abc", false),
        ("-abc", false), ("a c", false), ("äbc", false), (String(repeating: "a", count: 41), false), ("a/b", false),
    ])
    func userNames(text: String, isGood: Bool) {
        #expect((AccountNames.complaint(aboutUsername: text) == nil) == isGood)
    }

    @Test(arguments: [
        ("a@example.org", true), ("a.b+c@sub.example.org", true), ("ü@bücher.example", true), ("a@localhost", false),
        ("a", false), ("@example.org", false), ("a@", false), ("a@@b.c", false), ("a b@c.d", false), (".a@b.c", false),
        ("a.@b.c", false), ("a@-b.c", false), ("a@b..c", false), ("a\n@b.c", false), ("<a>@b.c", false),
        (String(repeating: "a", count: 65) + "@b.c", false),
    ])
    func addresses(text: String, isGood: Bool) {
        #expect((AccountNames.complaint(aboutEmail: text) == nil) == isGood)
    }

    @Test func blocksDoubleUpToAQuarterOfAnHour() {
        let seconds = (1...30).map { LoginThrottle.block(afterFailures: $0).components.seconds }
        #expect(Array(seconds.prefix(8)) == [0, 0, 0, 0, 1, 2, 4, 8])
        #expect(seconds.last == 900)
        #expect(zip(seconds, seconds.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(LoginThrottle.block(afterFailures: .max) == .seconds(900))
    }
}
