/// The largest or smallest so many values of those that were offered, in a binary heap whose root is the one to give
/// way next. NaN counts as worse than every number; of equal values the earlier stays.
struct BoundedHeap {
    struct Entry {
        var value: Double
        var index: Int
    }

    private let limit: Int
    private let keepsLargest: Bool
    private var entries: [Entry] = []

    init(limit: Int, keepsLargest: Bool) {
        self.limit = limit
        self.keepsLargest = keepsLargest
    }

    /// From the best to the worst; equal values in the order of the heap.
    var ordered: [Entry] {
        entries.enumerated().sorted { left, right in
            if isWorse(right.element.value, left.element.value) { return true }
            if isWorse(left.element.value, right.element.value) { return false }
            return left.offset < right.offset
        }.map(\.element)
    }

    mutating func offer(_ value: Double, _ index: Int) {
        let entry = Entry(value: value, index: index)
        if entries.count < limit {
            entries.append(entry)
            siftUp(entries.count - 1)
        } else if let root = entries.first, isStrictlyBetter(value, root.value) {
            entries[0] = entry
            siftDown(0)
        }
    }

    private func isStrictlyBetter(_ value: Double, _ other: Double) -> Bool {
        if other.isNaN { return !value.isNaN }
        return keepsLargest ? value > other : value < other
    }

    private func isWorse(_ left: Double, _ right: Double) -> Bool {
        if left.isNaN { return true }
        return keepsLargest ? left < right : left > right
    }

    private mutating func siftUp(_ start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard isWorse(entries[child].value, entries[parent].value) else { return }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func siftDown(_ start: Int) {
        var parent = start
        while true {
            var child = 2 * parent + 1
            guard child < entries.count else { return }
            if child + 1 < entries.count, isWorse(entries[child + 1].value, entries[child].value) { child += 1 }
            guard isWorse(entries[child].value, entries[parent].value) else { return }
            entries.swapAt(parent, child)
            parent = child
        }
    }
}
