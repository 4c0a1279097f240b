/// Sizes in bytes as Martlet, Fluentd, Prometheus and Elasticsearch write them: "512MiB", "64k", "1GB", "8m".
public enum ByteSizeText {
    /// The bytes that `text` says: a whole number and an optional unit in any case, with nothing in between.
    ///
    /// Units are powers of 1024 however they are written: k, kb, kib; m, mb, mib; g, gb, gib; t, tb, tib; p, pb, pib;
    /// b or nothing is a byte. Nil for anything else and for more than `Int.max` bytes.
    public static func parse(_ text: String) -> Int? {
        let digits = text.utf8.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        guard let count = Int(Substring(digits)) else { return nil }
        let shift: Int
        switch text[digits.endIndex...].lowercased() {
        case "", "b": shift = 0
        case "k", "kb", "kib": shift = 10
        case "m", "mb", "mib": shift = 20
        case "g", "gb", "gib": shift = 30
        case "t", "tb", "tib": shift = 40
        case "p", "pb", "pib": shift = 50
        default: return nil
        }
        let (bytes, overflow) = count.multipliedReportingOverflow(by: 1 << shift)
        return overflow ? nil : bytes
    }

    /// The exact text in the largest unit that divides `bytes`: "512MiB", "1536KiB", "1000B". It reads back as the
    /// same number.
    public static func format(_ bytes: Int) -> String {
        guard bytes != 0 else { return "0B" }
        for (unit, shift) in [("PiB", 50), ("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10)]
        where bytes % (1 << shift) == 0 {
            return "\(bytes >> shift)\(unit)"
        }
        return "\(bytes)B"
    }
}
