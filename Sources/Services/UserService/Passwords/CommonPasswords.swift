/// Passwords of eight and more characters that every published list of leaked ones has near its top. Also refused: one
/// character all the way, and runs along the digits or the alphabet.
enum CommonPasswords {
    static func contains(_ lowercased: String) -> Bool {
        list.contains(lowercased) || isMonotonous(Array(lowercased.utf8))
    }

    private static func isMonotonous(_ bytes: [UInt8]) -> Bool {
        let steps = zip(bytes, bytes.dropFirst()).map { Int($1) - Int($0) }
        guard let step = steps.first, (-1...1).contains(step) else { return false }
        return steps.allSatisfy { $0 == step }
    }

    private static let list: Set<String> = [
        "password", "password1", "password12", "password123", "password1234", "passw0rd", "p@ssw0rd", "p@ssword",
        "qwertyui", "qwertyuiop", "qwerty123", "qwerty1234", "qwerty12", "1q2w3e4r", "1q2w3e4r5t", "1qaz2wsx",
        "zaq12wsx", "qazwsxedc", "asdfghjk", "asdfghjkl", "zxcvbnm123", "1234567890", "0123456789", "0987654321",
        "12341234", "12344321", "11223344", "123123123", "12121212", "123321123", "147258369", "159753456",
        "iloveyou", "iloveyou1", "sunshine", "princess", "football", "baseball", "superman", "batman123", "starwars",
        "trustno1", "welcome1", "welcome123", "letmein1", "letmein123", "abcd1234", "abc12345", "a1b2c3d4",
        "admin123", "admin1234", "administrator", "changeme", "changeme1", "master123", "dragon123", "monkey123",
        "michelle", "jennifer", "computer", "internet", "whatever", "samsung1", "computer1", "football1", "secret123",
        "default1", "test1234", "testtest", "test12345", "guest1234", "user1234", "google123", "facebook",
    ]
}
