/// Finds in a text what a query has found in its field.
public struct Highlighter: Sendable {
    private let snapshot: IndexSnapshot
    private var conditions: [(field: FieldID, condition: Condition)] = []

    private enum Condition: Sendable {
        case token([UInt8])
        case tokens(TermPredicate)
        case phrase(PhraseMatcher)
        /// On a whole value.
        case value(TermPredicate)
        case values(Set<[UInt8]>)
    }

    public init(_ query: Query, in snapshot: IndexSnapshot, now: Int64) throws(LogStoreError) {
        self.snapshot = snapshot
        collect(try QueryCompiler.compile(query, for: snapshot, now: now, isScoring: false))
    }

    private mutating func collect(_ matcher: Matcher) {
        switch matcher {
        case .token(let term, let field, _): conditions.append((field, .token(term)))
        case .tokens(let predicate, let field): conditions.append((field, .tokens(predicate)))
        case .phrase(let phrase): conditions.append((phrase.field, .phrase(phrase)))
        case .keyword(let term, let field, _): conditions.append((field, .values([term])))
        case .keywordSet(let terms, let field): conditions.append((field, .values(terms)))
        case .keywords(let predicate, let field): conditions.append((field, .value(predicate)))
        case .bool(let must, let filter, let should, _, _): for inner in must + filter + should { collect(inner) }
        case .best(let inner, _): for inner in inner { collect(inner) }
        case .constant(let inner), .boosted(let inner, _): collect(inner)
        case .all, .none, .numbers, .numberSet, .dates, .boolean, .exists, .ids: break
        }
    }

    /// The text fields that fit a pattern and that something may be marked in.
    public func fields(matching pattern: String, requiresFieldMatch: Bool) -> [String] {
        var names: [String] = []
        for name in snapshot.mapping.names(matching: pattern) {
            guard let id = snapshot.mapping.id(of: name) else { continue }
            let field = snapshot.mapping[id]
            guard field.type == .text || field.type == .keyword else { continue }
            if requiresFieldMatch ? conditions.contains(where: { $0.field == id }) : !conditions.isEmpty {
                names.append(name)
            }
        }
        return names
    }

    /// The parts of `text`, in bytes, that the query has found in `field`: ascending, not overlapping.
    public func ranges(in text: [UInt8], field name: String, requiresFieldMatch: Bool) -> [Range<Int>] {
        guard let id = snapshot.mapping.id(of: name) else { return [] }
        let wanted = conditions.filter { !requiresFieldMatch || $0.field == id }.map(\.condition)
        if snapshot.mapping[id].type == .keyword {
            let isFound = wanted.contains { condition in
                switch condition {
                case .value(let predicate): predicate.matches(text)
                case .values(let values): values.contains(text)
                case .token, .tokens, .phrase: false
                }
            }
            return isFound && !text.isEmpty ? [0..<text.count] : []
        }
        let tokens = StandardAnalyzer.analyze(text)
        let terms = tokens.terms
        var isMarked = [Bool](repeating: false, count: terms.count)
        for condition in wanted {
            switch condition {
            case .token(let term): for index in terms.indices where terms[index] == term { isMarked[index] = true }
            case .tokens(let predicate):
                for index in terms.indices where predicate.matches(terms[index]) { isMarked[index] = true }
            case .phrase(let phrase): mark(phrase, terms, &isMarked)
            case .value, .values: break
            }
        }
        return terms.indices.filter { isMarked[$0] }.map { tokens.sources[$0] }
    }

    private func mark(_ phrase: PhraseMatcher, _ terms: [[UInt8]], _ isMarked: inout [Bool]) {
        func fits(_ part: Int, _ index: Int) -> Bool {
            switch phrase.terms[part] {
            case .exact(let term): terms[index] == term
            case .prefix(let prefix): terms[index].starts(with: prefix)
            }
        }
        let width = phrase.terms.count + phrase.slop
        for start in terms.indices {
            if phrase.slop == 0 {
                guard start + phrase.terms.count <= terms.count,
                    phrase.terms.indices.allSatisfy({ fits($0, start + $0) })
                else { continue }
                for part in phrase.terms.indices { isMarked[start + part] = true }
            } else {
                // All words within a window of the phrase's length and its slop.
                let window = start..<min(start + width, terms.count)
                let found = phrase.terms.indices.map { part in window.first { fits(part, $0) } }
                guard !found.contains(nil) else { continue }
                for index in found { isMarked[index!] = true }
            }
        }
    }
}
