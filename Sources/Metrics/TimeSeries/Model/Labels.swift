import Bytes

/// A set of labels: sorted by name (byte order), each name once, no empty values (an empty value means "not there").
///
/// The set is one run of bytes, name and value after one another, each with its length before it: one allocation for
/// a series whatever its number of labels, equality by comparing bytes, and a hash in one pass.
public struct Labels: Sendable {
    /// Lengths below 255 take one byte; longer ones take 255 and four bytes, little-endian.
    var packed: [UInt8]

    /// The empty set.
    public init() {
        packed = []
    }

    init(packed: [UInt8]) {
        self.packed = packed
    }

    /// Sorts the pairs; of a name that is there more than once the last wins, and empty values are left out.
    public init(_ pairs: [(String, String)]) {
        self.init(unsorted: pairs.map { Label(name: $0.0, value: $0.1) })
    }

    /// Sorts the labels; of a name that is there more than once the last wins, and empty values are left out.
    public init(_ labels: some Sequence<Label>) {
        self.init(unsorted: Array(labels))
    }

    /// The set of one metric name and further labels.
    public init(metricName: String, _ pairs: [(String, String)] = []) {
        self.init(pairs + [(Label.metricName, metricName)])
    }

    private init(unsorted labels: [Label]) {
        var ordered: [Label] = []
        ordered.reserveCapacity(labels.count)
        // Insertion keeps the order of equal names, and label sets are short.
        for label in labels {
            var place = ordered.count
            while place > 0, label.name.utf8.lexicographicallyPrecedes(ordered[place - 1].name.utf8) { place -= 1 }
            if place > 0, ordered[place - 1].name.utf8.elementsEqual(label.name.utf8) {
                ordered[place - 1] = label
            } else {
                ordered.insert(label, at: place)
            }
        }
        packed = []
        for label in ordered where !label.value.isEmpty {
            Labels.append(label.name.utf8, to: &packed)
            Labels.append(label.value.utf8, to: &packed)
        }
    }

    public var isEmpty: Bool { packed.isEmpty }

    /// The number of labels. Linear in it.
    public var count: Int {
        var count = 0
        var position = 0
        while position < packed.count {
            skipField(&position)
            skipField(&position)
            count += 1
        }
        return count
    }

    /// The value of a label, nil where it is not there. Linear in the number of labels.
    public subscript(name: String) -> String? {
        var position = 0
        while position < packed.count {
            let found = field(&position)
            let value = field(&position)
            if name.utf8.count == found.count, name.utf8.elementsEqual(packed[found]) {
                return String(decoding: packed[value], as: UTF8.self)
            }
        }
        return nil
    }

    /// The value of `__name__`.
    public var metricName: String? { self[Label.metricName] }

    /// A 64-bit hash of the set: the same in every process and version, so it may stand in files and spread targets.
    public var fingerprint: UInt64 {
        Hash64.hash(packed)
    }
}

extension Labels: Hashable, Comparable {
    public func hash(into hasher: inout Hasher) {
        hasher.combine(fingerprint)
    }

    /// As Prometheus compares: label by label, name before value, the shorter set first.
    public static func < (left: Labels, right: Labels) -> Bool {
        var leftPosition = 0
        var rightPosition = 0
        while leftPosition < left.packed.count, rightPosition < right.packed.count {
            let leftField = left.packed[left.field(&leftPosition)]
            let rightField = right.packed[right.field(&rightPosition)]
            if leftField.elementsEqual(rightField) { continue }
            return leftField.lexicographicallyPrecedes(rightField)
        }
        return leftPosition >= left.packed.count && rightPosition < right.packed.count
    }
}

extension Labels: Sequence {
    public struct Iterator: IteratorProtocol {
        let labels: Labels
        var position = 0

        public mutating func next() -> Label? {
            guard position < labels.packed.count else { return nil }
            let name = labels.field(&position)
            let value = labels.field(&position)
            return Label(
                name: String(decoding: labels.packed[name], as: UTF8.self),
                value: String(decoding: labels.packed[value], as: UTF8.self)
            )
        }
    }

    public func makeIterator() -> Iterator {
        Iterator(labels: self)
    }

    public var underestimatedCount: Int { 0 }
}

extension Labels: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, String)...) {
        self.init(elements)
    }
}

extension Labels: CustomStringConvertible {
    /// `{__name__="up", job="node"}`: Prometheus's text form of a label set.
    public var description: String {
        "{" + map(\.description).joined(separator: ", ") + "}"
    }

    /// `up{job="node"}`: the form of a selector, with the name before the braces where it needs no quotes.
    public var seriesText: String {
        guard let name = metricName, Label.isPlainMetricName(name) else { return description }
        let others = filter { $0.name != Label.metricName }
        return others.isEmpty ? name : name + "{" + others.map(\.description).joined(separator: ", ") + "}"
    }
}

// MARK: Fields

extension Labels {
    static func append(_ text: some Collection<UInt8>, to packed: inout [UInt8]) {
        let count = text.count
        if count < 255 {
            packed.append(UInt8(count))
        } else {
            packed.append(255)
            for shift in stride(from: 0, to: 32, by: 8) { packed.append(UInt8(truncatingIfNeeded: count >> shift)) }
        }
        packed.append(contentsOf: text)
    }

    /// The range of the field at `position`, which moves behind it.
    func field(_ position: inout Int) -> Range<Int> {
        var count = Int(packed[position])
        position += 1
        if count == 255 {
            count = 0
            for shift in stride(from: 0, to: 32, by: 8) {
                count |= Int(packed[position]) << shift
                position += 1
            }
        }
        let start = position
        position += count
        return start..<position
    }

    private func skipField(_ position: inout Int) {
        _ = field(&position)
    }
}
