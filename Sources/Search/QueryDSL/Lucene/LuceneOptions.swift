public import LogStore

/// What a query string leaves open.
public struct LuceneOptions: Sendable {
    /// Where words without a field are looked for.
    public var fields: [AnyField.Pattern] = [.init("*")]
    /// `default_operator: and`.
    public var requiresAll = false
    public var allowsLeadingWildcard = true
    /// Nil: over all fields yes, over named ones no.
    public var isLenient: Bool?
    public var zone = TimeZoneRules.utc
    public var minimumShouldMatch: MinimumShouldMatch?
    public var phraseSlop = 0
    public var combination = AnyField.Combination.best(tieBreaker: 0)
    /// The text is no syntax but words.
    public var escapesText = false
    var quoteFieldSuffix: String?

    public init() {}

    /// A condition on a field, or where none is named on the default ones.
    func query(_ field: String?, _ condition: FieldCondition, quoted: Bool = false) -> Query {
        let lenient = isLenient ?? false
        if let field {
            if field.contains("*") {
                return .anyField(AnyField([.init(field)], condition, combination: combination, isLenient: true))
            }
            return .field(field + (quoted ? quoteFieldSuffix ?? "" : ""), condition)
        }
        if fields.count == 1, fields[0].boost == 1, !fields[0].name.contains("*"), !lenient {
            return .field(fields[0].name, condition)
        }
        let overAll = fields.contains { $0.name.contains("*") }
        return .anyField(AnyField(fields, condition, combination: combination, isLenient: isLenient ?? overAll))
    }
}
