extension Labels {
    /// The labels whose name is in `names`, as `by (…)` and `on (…)` keep them.
    public func keeping(_ names: [String]) -> Labels {
        select { name in names.contains { $0.utf8.elementsEqual(name) } }
    }

    /// The labels whose name is not in `names`, as `without (…)` and `ignoring (…)` keep them.
    public func dropping(_ names: [String]) -> Labels {
        select { name in !names.contains { $0.utf8.elementsEqual(name) } }
    }

    /// The labels without the metric's name.
    public var withoutMetricName: Labels { dropping([Label.metricName]) }

    /// The set with one label set to a value; nil and the empty value take it away.
    public func setting(_ name: String, to value: String?) -> Labels {
        var result: [UInt8] = []
        result.reserveCapacity(packed.count + name.utf8.count + (value?.utf8.count ?? 0) + 2)
        var isPlaced = value?.isEmpty ?? true
        var position = 0
        while position < packed.count {
            let start = position
            let found = packed[field(&position)]
            _ = field(&position)
            if found.elementsEqual(name.utf8) {
                continue
            }
            if !isPlaced, name.utf8.lexicographicallyPrecedes(found), let value {
                Labels.append(name.utf8, to: &result)
                Labels.append(value.utf8, to: &result)
                isPlaced = true
            }
            result.append(contentsOf: packed[start..<position])
        }
        if !isPlaced, let value {
            Labels.append(name.utf8, to: &result)
            Labels.append(value.utf8, to: &result)
        }
        return Labels(packed: result)
    }

    private func select(_ isKept: (ArraySlice<UInt8>) -> Bool) -> Labels {
        var result: [UInt8] = []
        var position = 0
        while position < packed.count {
            let start = position
            let name = packed[field(&position)]
            _ = field(&position)
            if isKept(name) { result.append(contentsOf: packed[start..<position]) }
        }
        return Labels(packed: result)
    }
}
