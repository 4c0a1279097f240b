/// How many of the optional clauses must match: `2`, `-1`, `75%`, `-25%`, `3<90%`, `2<-25% 9<-3`.
public struct MinimumShouldMatch: Sendable, Equatable {
    private enum Amount: Sendable, Equatable {
        case count(Int)
        case percent(Int)

        func of(_ clauses: Int) -> Int {
            switch self {
            case .count(let count): count < 0 ? clauses + count : count
            case .percent(let percent):
                percent < 0 ? clauses - clauses * -percent / 100 : clauses * percent / 100
            }
        }
    }

    private var always: Amount?
    /// Ascending: with more clauses than this, that.
    private var conditions: [(above: Int, amount: Amount)] = []

    public static func == (left: MinimumShouldMatch, right: MinimumShouldMatch) -> Bool {
        left.always == right.always && left.conditions.elementsEqual(right.conditions) { $0 == $1 }
    }

    public init(_ count: Int) {
        always = .count(count)
    }

    public init?(parsing text: String) {
        for part in text.split(separator: " ") {
            if let less = part.firstIndex(of: "<") {
                guard let above = Int(part[..<less]), let amount = Self.amount(part[part.index(after: less)...]) else {
                    return nil
                }
                conditions.append((above, amount))
            } else {
                guard always == nil, conditions.isEmpty, let amount = Self.amount(part) else { return nil }
                always = amount
            }
        }
        guard always != nil || !conditions.isEmpty else { return nil }
    }

    private static func amount(_ text: Substring) -> Amount? {
        if text.hasSuffix("%") { return Int(text.dropLast()).map { .percent(min(max($0, -100), 100)) } }
        return Int(text).map { .count(min(max($0, -1_000_000), 1_000_000)) }
    }

    /// The number for so many optional clauses; may be more than there are.
    public func count(of clauses: Int) -> Int {
        if let always { return max(0, always.of(clauses)) }
        guard let condition = conditions.last(where: { clauses > $0.above }) else { return clauses }
        return max(0, condition.amount.of(clauses))
    }
}
