import Expressions

/// A condition on the bytes of a term, for conditions that a dictionary has to be gone through for.
enum TermPredicate: Sendable {
    case equals(String)
    case prefix([UInt8])
    case wildcard(WildcardPattern)
    case expression(LinearExpression)
    case range(lower: [UInt8]?, includesLower: Bool, upper: [UInt8]?, includesUpper: Bool)
    /// So many insertions, deletions, replacements or swaps of neighbours at most, all behind the prefix.
    case fuzzy([Unicode.Scalar], edits: Int, prefixLength: Int)
    /// The predicate, on the term in lower case.
    indirect case caseInsensitive(TermPredicate)

    func matches(_ term: [UInt8]) -> Bool {
        switch self {
        case .equals(let text): return term.elementsEqual(text.utf8)
        case .prefix(let prefix): return term.starts(with: prefix)
        case .wildcard(let pattern): return pattern.matches(String(decoding: term, as: UTF8.self))
        case .expression(let expression): return expression.matches(String(decoding: term, as: UTF8.self))
        case .fuzzy(let text, let edits, let prefixLength):
            let scalars = Array(String(decoding: term, as: UTF8.self).unicodeScalars)
            guard scalars.prefix(prefixLength).elementsEqual(text.prefix(prefixLength)) else { return false }
            return EditDistance.isWithin(edits, text, scalars)
        case .range(let lower, let includesLower, let upper, let includesUpper):
            if let lower {
                let order = TermOrder.compare(term, lower)
                if order < 0 || order == 0 && !includesLower { return false }
            }
            if let upper {
                let order = TermOrder.compare(term, upper)
                if order > 0 || order == 0 && !includesUpper { return false }
            }
            return true
        case .caseInsensitive(let predicate):
            let text = StandardAnalyzer.lowercased(String(decoding: term, as: UTF8.self))
            return predicate.matches(Array(text.utf8))
        }
    }
}
