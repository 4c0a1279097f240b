/// The distance of two words in edits: insert, delete, replace, swap two neighbours (optimal string alignment).
enum EditDistance {
    /// What `fuzziness: AUTO` allows for a word of so many scalars.
    static func automatic(_ length: Int) -> Int {
        length < 3 ? 0 : length < 6 ? 1 : 2
    }

    static func isWithin(_ limit: Int, _ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Bool {
        guard abs(left.count - right.count) <= limit else { return false }
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1]
            for column in 0..<right.count {
                let replacement = last[column] + (left[row] == right[column] ? 0 : 1)
                var best = min(replacement, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            if current.min()! > limit { return false }
            (beforeLast, last) = (last, current)
        }
        return last[right.count] <= limit
    }
}
