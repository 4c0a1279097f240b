/// A cursor over a time's text.
struct DigitReader {
    private let bytes: [UInt8]
    private var position: Int
    private let end: Int

    init(_ bytes: [UInt8], in range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    var atEnd: Bool { position >= end }
    var current: UInt8? { position < end ? bytes[position] : nil }

    mutating func skip(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        position += 1
        return true
    }

    mutating func skipBlanks() {
        while let byte = current, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { position += 1 }
    }

    /// One digit at least.
    mutating func number(upTo digits: Int) -> Int? {
        var value = 0
        var count = 0
        while count < digits, let byte = current, (0x30...0x39).contains(byte) {
            value = value * 10 + Int(byte - 0x30)
            position += 1
            count += 1
        }
        return count > 0 ? value : nil
    }

    mutating func number(exactly digits: Int) -> Int? {
        let start = position
        guard let value = number(upTo: digits), position - start == digits else { return nil }
        return value
    }

    mutating func signed() -> Int64? {
        let isNegative = skip(UInt8(ascii: "-"))
        guard let value = number(upTo: 18) else { return nil }
        return Int64(isNegative ? -value : value)
    }

    /// Nanoseconds from the digits behind a point; more than nine are passed over.
    mutating func fraction() -> Int? {
        var value = 0
        var count = 0
        while let byte = current, (0x30...0x39).contains(byte) {
            if count < 9 { value = value * 10 + Int(byte - 0x30) }
            count += 1
            position += 1
        }
        guard count > 0 else { return nil }
        while count < 9 {
            value *= 10
            count += 1
        }
        return value
    }

    /// The index of a name, whole or its first letters, in any case.
    mutating func name(of names: [String], short: Int = 3) -> Int? {
        func matches(_ name: some Collection<UInt8>) -> Bool {
            guard end - position >= name.count else { return false }
            return zip(bytes[position...], name).allSatisfy { $0 | 0x20 == $1 | 0x20 }
        }
        for (index, name) in names.enumerated() {
            let utf8 = Array(name.utf8)
            if matches(utf8) {
                position += utf8.count
                return index
            }
        }
        for (index, name) in names.enumerated() where matches(Array(name.utf8.prefix(short))) {
            position += short
            return index
        }
        return nil
    }

    /// Seconds east of UTC: `Z`, `UTC`, `GMT`, `+0900`, `+09:00`, `+09`.
    mutating func zone() -> Int? {
        for name in ["UTC", "GMT", "Z", "z"] where bytes[position..<end].starts(with: name.utf8) {
            position += name.utf8.count
            return 0
        }
        let isNegative = current == UInt8(ascii: "-")
        guard skip(UInt8(ascii: "+")) || skip(UInt8(ascii: "-")), let hours = number(exactly: 2), hours < 24 else {
            return nil
        }
        var minutes = 0
        let hasColon = skip(UInt8(ascii: ":"))
        if hasColon || (current.map { (0x30...0x39).contains($0) } ?? false) {
            guard let value = number(exactly: 2), value < 60 else { return nil }
            minutes = value
        }
        let seconds = hours * 3600 + minutes * 60
        return isNegative ? -seconds : seconds
    }
}
