import Testing

@testable import UserService

@Suite struct PasswordTests {
    private let cost = PasswordCost(memoryKiB: 8, passes: 1)

    @Test func aHashFitsItsPasswordAndNoOther() throws {
        for text in ["", "correct horse", "pässwörd", String(repeating: "x", count: 1_000), "nul\0byte"] {
            let password = Password(text)
            let hash = try Argon2id.hash(password.bytes, cost: cost)
            #expect(hash.hasPrefix("$argon2id$v=19$m=8,t=1,p=1$"))
            #expect(Argon2id.verify(password.bytes, against: hash))
            #expect(!Argon2id.verify(Password(text + "x").bytes, against: hash))
            #expect(try Argon2id.hash(password.bytes, cost: cost) != hash)
        }
        #expect(!Argon2id.verify([1], against: "no hash"))
    }

    @Test func aHashOfOtherParametersIsToBeRenewed() throws {
        let hash = try Argon2id.hash([1, 2, 3], cost: cost)
        #expect(!Argon2id.needsRehash(hash, cost: cost))
        #expect(Argon2id.needsRehash(hash, cost: PasswordCost(memoryKiB: 16, passes: 1)))
        #expect(Argon2id.needsRehash(hash, cost: PasswordCost(memoryKiB: 8, passes: 2)))
    }

    @Test func theSameCharactersTypedOtherwiseAreTheSamePassword() {
        // é as one scalar and as two; a full-width letter.
        #expect(Password("caf\u{E9}").bytes == Password("cafe\u{301}").bytes)
        #expect(Password("\u{FF21}").bytes == Password("A").bytes)
    }

    @Test func aPasswordIsNeverPrinted() {
        let password = Password("correct horse")
        var dumped = ""
        dump(password, to: &dumped)
        for text in ["\(password)", String(reflecting: password), "\([password])", dumped] {
            #expect(!text.contains("correct"))
            #expect(!text.contains("99"))
        }
    }

    @Test(arguments: [
        ("1234567", false), ("12345678", false), ("87654321", false), ("aaaaaaaa", false), ("PassWord1", false),
        ("alice@x.org", false), ("tr0ub4dor", true), (String(repeating: "é1", count: 64), true),
        (String(repeating: "é1", count: 65), false),
    ])
    func newPasswordsAreCheckedByLengthAndCommonness(text: String, isGood: Bool) {
        #expect((Password(text).complaint(username: "alice", email: "Alice@x.org") == nil) == isGood)
    }
}
