/// A tag and its parts.
struct TagParts {
    let tag: String
    let parts: [Substring]

    init(_ tag: String) {
        self.tag = tag
        parts = tag.split(separator: ".", omittingEmptySubsequences: false)
    }

    /// The part at `index`; negative ones count from the end.
    func part(_ index: Int) -> String? {
        let place = index < 0 ? parts.count + index : index
        return parts.indices.contains(place) ? String(parts[place]) : nil
    }

    /// The first parts, up to and with `index`.
    func prefix(_ index: Int) -> String? {
        let place = index < 0 ? parts.count + index : index
        return parts.indices.contains(place) ? parts[...place].joined(separator: ".") : nil
    }

    /// The last parts, from `index` on.
    func suffix(_ index: Int) -> String? {
        let place = index < 0 ? parts.count + index : index
        return parts.indices.contains(place) ? parts[place...].joined(separator: ".") : nil
    }
}
