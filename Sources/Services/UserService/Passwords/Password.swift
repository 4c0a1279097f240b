internal import Foundation

/// A password on its way to the hash. Nothing prints it: neither `print`, nor a log, nor a dump shows its text.
struct Password: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// UTF-8 of the NFKC form: the same characters typed on another keyboard are the same password.
    let bytes: [UInt8]
    private let length: Int

    init(_ text: String) {
        let normalized = text.precomposedStringWithCompatibilityMapping
        bytes = Array(normalized.utf8)
        length = normalized.unicodeScalars.count
    }

    var description: String { "<password>" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }

    /// What is wrong with it for a new account (NIST SP 800-63B: length and a list of common ones, no composition
    /// rules); nil when nothing is.
    func complaint(username: String?, email: String?) -> String? {
        if length < 8 { return "is too short (minimum is 8 characters)" }
        if length > 128 { return "is too long (maximum is 128 characters)" }
        let text = String(decoding: bytes, as: UTF8.self).lowercased()
        if CommonPasswords.contains(text) { return "is one of the most common passwords" }
        if text == username?.lowercased() || text == email?.lowercased() { return "can't be your name or address" }
        return nil
    }
}
