/// How user names and e-mail addresses are checked and compared.
enum AccountNames {
    /// Names that differ in case only are the same.
    static func key(ofUsername username: String) -> String {
        username.lowercased()
    }

    /// Addresses that differ in case only are the same: that the standard would let a mail server tell `A@x` from `a@x`
    /// apart helps impostors more than users.
    static func key(ofEmail email: String) -> String {
        email.lowercased()
    }

    /// The address as it is kept: as written, with its domain in lower case.
    static func normalized(email: String) -> String {
        guard let at = email.lastIndex(of: "@") else { return email }
        return email[...at] + email[email.index(after: at)...].lowercased()
    }

    /// What is wrong with a user name; nil when nothing is.
    static func complaint(aboutUsername username: String) -> String? {
        let bytes = Array(username.utf8)
        guard (3...40).contains(bytes.count) else { return "must have 3 to 40 characters" }
        let isPlain = bytes.enumerated().allSatisfy { index, byte in
            isAlphanumeric(byte) || index > 0 && (byte == 0x5F || byte == 0x2E || byte == 0x2D)
        }
        return isPlain ? nil : "must be letters, digits, \"_\", \".\" and \"-\", and begin with a letter or digit"
    }

    /// What is wrong with an address; nil when nothing is. Only a mail can tell whether it exists, so this refuses what
    /// no mail server would take and nothing else.
    static func complaint(aboutEmail email: String) -> String? {
        let invalid = "is not an e-mail address"
        guard email.utf8.count <= 254 else { return "is too long (maximum is 254 characters)" }
        let parts = email.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].utf8.count), !parts[1].isEmpty else { return invalid }
        guard email.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F && !$0.properties.isWhitespace })
        else { return invalid }
        let isForbidden: (Character) -> Bool = { #"()<>[]:;,\""#.contains($0) }
        if parts[0].contains(where: isForbidden) || parts[0].hasPrefix(".") || parts[0].hasSuffix(".") {
            return invalid
        }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        let areLabelsGood =
            labels.count >= 2
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                    && label.utf8.allSatisfy { isAlphanumeric($0) || $0 == 0x2D || $0 >= 0x80 }
            }
        return areLabelsGood ? nil : invalid
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
