/// Every name of a file or directory that the store writes.
enum StoreFiles {
    static let magic: [UInt8] = Array("MRTMETLG".utf8)
    static let lock = "lock"
    static let logDirectory = "log"
    private static let segmentSuffix = ".log"

    static func segmentName(_ sequence: UInt64) -> String {
        let digits = String(sequence)
        return String(repeating: "0", count: max(0, 8 - digits.count)) + digits + segmentSuffix
    }

    /// The number of a segment, nil where the name is not a segment's.
    static func segmentSequence(_ name: String) -> UInt64? {
        guard name.hasSuffix(segmentSuffix) else { return nil }
        let digits = name.dropLast(segmentSuffix.count)
        guard digits.count >= 8, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return UInt64(digits)
    }
}
