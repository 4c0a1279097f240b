import TimeSeries

extension Evaluator {
    /// `sort` and its kin. The order is that of an instant query's result; a range query's is always by labels.
    func sorted(_ call: CallPlan, over steps: Steps) throws(QueryError) -> [StepSeries] {
        let series = try vector(call.arguments[0], over: steps)
        if !isInstant {
            annotations.warn(
                "sort is ineffective for range queries since results are always ordered by labels",
                at: call.range
            )
        }
        if steps.count != 1 { return series }
        switch call.function {
        case .sort: return series.enumerated().sorted { byValue($0, $1, descending: false) }.map(\.element)
        case .sortDescending: return series.enumerated().sorted { byValue($0, $1, descending: true) }.map(\.element)
        default:
            let names = try call.arguments.dropFirst().map { plan throws(QueryError) in try string(plan) }
            let descending = call.function == .sortByLabelDescending
            return series.sorted { left, right in
                descending ? isBefore(right, left, by: names) : isBefore(left, right, by: names)
            }
        }
    }

    /// NaN stands last in both directions.
    private func byValue(
        _ left: (offset: Int, element: StepSeries),
        _ right: (offset: Int, element: StepSeries),
        descending: Bool
    ) -> Bool {
        let first = left.element.values[0]
        let second = right.element.values[0]
        if first.isNaN || second.isNaN {
            return first.isNaN == second.isNaN ? left.offset < right.offset : second.isNaN
        }
        if first == second { return left.offset < right.offset }
        return descending ? first > second : first < second
    }

    private func isBefore(_ left: StepSeries, _ right: StepSeries, by names: [String]) -> Bool {
        for name in names {
            let first = left.labels[name] ?? ""
            let second = right.labels[name] ?? ""
            if first == second { continue }
            return NaturalOrder.isBefore(first, second)
        }
        return left.labels < right.labels
    }
}

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
