/// The order of texts in which runs of digits compare as numbers: `2` before `10`, `node2` before `node10`.
enum NaturalOrder {
    static func isBefore(_ left: String, _ right: String) -> Bool {
        let first = chunks(left)
        let second = chunks(right)
        for (one, other) in zip(first, second) where one != other {
            guard one.isDigits, other.isDigits else { return precedes(one, other) }
            let shortOne = one.text.drop { $0 == UInt8(ascii: "0") }
            let shortOther = other.text.drop { $0 == UInt8(ascii: "0") }
            if shortOne.count != shortOther.count { return shortOne.count < shortOther.count }
            if !shortOne.elementsEqual(shortOther) { return shortOne.lexicographicallyPrecedes(shortOther) }
            // Numbers that are equal but for leading zeros: the longer text first.
            return one.text.count > other.text.count
        }
        return first.count < second.count
    }

    private static func precedes(_ one: Chunk, _ other: Chunk) -> Bool {
        one.text.lexicographicallyPrecedes(other.text)
    }

    private struct Chunk: Equatable {
        var text: ArraySlice<UInt8>
        var isDigits: Bool

        static func == (left: Chunk, right: Chunk) -> Bool { left.text.elementsEqual(right.text) }
    }

    private static func chunks(_ text: String) -> [Chunk] {
        let bytes = Array(text.utf8)
        var result: [Chunk] = []
        var start = 0
        while start < bytes.count {
            let isDigits = Lexer.isDigit(bytes[start])
            var end = start + 1
            while end < bytes.count, Lexer.isDigit(bytes[end]) == isDigits { end += 1 }
            result.append(Chunk(text: bytes[start..<end], isDigits: isDigits))
            start = end
        }
        return result
    }
}
