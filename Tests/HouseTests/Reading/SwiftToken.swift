/// A word, a literal or a sign of a Swift text.
struct SwiftToken: Hashable {
    enum Kind: Hashable {
        /// A word: keyword or name.
        case word
        /// The contents of a string literal, without what is interpolated.
        case string
        /// A sign, one character each.
        case sign
    }

    var kind: Kind
    var text: String
    /// Counted from 1.
    var line: Int

    func isWord(_ word: String) -> Bool { kind == .word && text == word }
    func isSign(_ sign: String) -> Bool { kind == .sign && text == sign }
}
