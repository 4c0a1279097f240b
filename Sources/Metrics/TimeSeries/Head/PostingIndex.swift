/// For every label name and value the series that have it, as ascending lists of their numbers.
struct PostingIndex {
    private var names: [ExactText: [ExactText: [UInt32]]] = [:]

    /// Series must be added in ascending order of their numbers.
    mutating func add(_ labels: Labels, _ series: UInt32) {
        for label in labels {
            names[ExactText(label.name), default: [:]][ExactText(label.value), default: []].append(series)
        }
    }

    /// Takes series out of the lists of their labels. Linear in the lists that are touched.
    mutating func remove(_ removed: [(series: UInt32, labels: Labels)]) {
        let numbers = Set(removed.map(\.series))
        let touched = Set(removed.flatMap { $0.labels.map { $0 } })
        for label in touched {
            let name = ExactText(label.name)
            let value = ExactText(label.value)
            names[name]?[value]?.removeAll { numbers.contains($0) }
            if names[name]?[value]?.isEmpty ?? false { names[name]?[value] = nil }
            if names[name]?.isEmpty ?? false { names[name] = nil }
        }
    }

    var labelNames: [String] { names.keys.sorted().map(\.text) }

    func values(of name: String) -> [String] {
        (names[ExactText(name)]?.keys.sorted() ?? []).map(\.text)
    }

    func valueCount(of name: String) -> Int {
        names[ExactText(name)]?.count ?? 0
    }

    func series(_ name: String, _ value: String) -> [UInt32] {
        names[ExactText(name)]?[ExactText(value)] ?? []
    }

    /// The series whose value of `name` satisfies the condition, ascending. Those without the label are not asked.
    func series(_ name: String, where condition: (String) -> Bool) -> [UInt32] {
        var lists: [[UInt32]] = []
        for (value, series) in names[ExactText(name)] ?? [:] where condition(value.text) {
            lists.append(series)
        }
        // A series has one value of a name, so the lists are disjoint.
        if lists.count == 1 { return lists[0] }
        return lists.flatMap { $0 }.sorted()
    }

    // MARK: Cardinality

    struct LabelCardinality {
        var name: String
        var values: Int
        /// Bytes of all names and values, each value counted once for each series that has it.
        var bytes: Int
    }

    /// Different names with different values.
    var pairCount: Int { names.values.reduce(0) { $0 + $1.count } }

    var cardinalities: [LabelCardinality] {
        names.map { name, values in
            LabelCardinality(
                name: name.text,
                values: values.count,
                bytes: values.reduce(0) { $0 + ($1.key.text.utf8.count + name.text.utf8.count) * $1.value.count }
            )
        }
    }

    func seriesCounts(of name: String) -> [(value: String, series: Int)] {
        (names[ExactText(name)] ?? [:]).map { ($0.key.text, $0.value.count) }
    }

    var pairCounts: [(name: String, value: String, series: Int)] {
        names.flatMap { name, values in values.map { (name.text, $0.key.text, $0.value.count) } }
    }
}
