/// Which events of a chunk have been dealt with, as ranges of their places in it.
public struct OrdinalSet: Sendable, Hashable {
    public private(set) var ranges: [Range<Int>] = []

    public init() {}

    public var isEmpty: Bool { ranges.isEmpty }
    public var count: Int { ranges.reduce(0) { $0 + $1.count } }

    public func contains(_ ordinal: Int) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound <= ordinal { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].contains(ordinal)
    }

    public mutating func insert(_ ordinal: Int) { insert(ordinal..<ordinal + 1) }

    public mutating func insert(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        // Most come in order: at or behind the end of the last.
        if let last = ranges.last, last.upperBound <= range.lowerBound {
            if last.upperBound == range.lowerBound {
                ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
            } else {
                ranges.append(range)
            }
            return
        }
        var merged = range
        var result: [Range<Int>] = []
        for existing in ranges {
            if existing.upperBound < merged.lowerBound || existing.lowerBound > merged.upperBound {
                result.append(existing)
            } else {
                merged = min(existing.lowerBound, merged.lowerBound)..<max(existing.upperBound, merged.upperBound)
            }
        }
        result.append(merged)
        ranges = result.sorted { $0.lowerBound < $1.lowerBound }
    }
}
