/// Finds the name that a misspelt one was meant to be.
enum EditDistance {
    /// The nearest of `names`, if at most a third of the letters of `name` differ.
    static func closest(to name: String, in names: [String]) -> String? {
        guard name.utf8.count <= 64 else { return nil }
        let best = names.map { (name: $0, distance: distance(Array(name.utf8), Array($0.utf8))) }
            .min { $0.distance < $1.distance }
        guard let best, best.distance <= max(1, name.utf8.count / 3) else { return nil }
        return best.name
    }

    /// Levenshtein's distance by the row-by-row recurrence of Wagner and Fischer.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (index, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let substitution = diagonal + (byte == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(substitution, row[column] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
