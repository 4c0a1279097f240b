internal import Foundation

/// The readable part of a post's address.
enum Slug {
    static let maximumLength = 80

    /// `Crème brûlée, twice!` → `creme-brulee-twice`. A title without any Latin letter or digit gives `post`.
    static func make(from title: String) -> String {
        let folded = title.folding(options: [.diacriticInsensitive, .caseInsensitive, .widthInsensitive], locale: nil)
        var slug = ""
        for byte in folded.lowercased().utf8 {
            let isPlain = (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
            if isPlain {
                slug.unicodeScalars.append(Unicode.Scalar(byte))
            } else if !slug.isEmpty, slug.last != "-" {
                slug.append("-")
            }
            if slug.utf8.count >= maximumLength { break }
        }
        while slug.last == "-" { slug.removeLast() }
        return slug.isEmpty ? "post" : slug
    }

    /// The first of `base`, `base-2`, `base-3` … that is not taken.
    static func firstFree(_ base: String, isTaken: (String) throws -> Bool) rethrows -> String {
        if try !isTaken(base) { return base }
        for number in 2...20 {
            let candidate = "\(base)-\(number)"
            if try !isTaken(candidate) { return candidate }
        }
        // A title that many use: a random end is quicker than counting on.
        while true {
            let candidate = "\(base)-\(String(UInt32.random(in: .min ... .max), radix: 36))"
            if try !isTaken(candidate) { return candidate }
        }
    }
}
