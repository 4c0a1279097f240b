import Testing

/// One of the rules that docs/architecture.md gives for the tree.
protocol HouseRule: Sendable, CustomTestStringConvertible {
    /// What it demands, in a sentence.
    var name: String { get }
    func violations(in tree: SourceTree) -> [Violation]
}

extension HouseRule {
    var testDescription: String { name }
}
