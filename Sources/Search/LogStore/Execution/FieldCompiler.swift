import Bytes

/// Turns a condition on one field into what it means for the type that the field has.
struct FieldCompiler {
    let snapshot: IndexSnapshot
    let id: FieldID
    let field: FieldMapping
    let now: Int64
    let isScoring: Bool

    func matcher(_ condition: FieldCondition) throws(LogStoreError) -> Matcher {
        guard field.isIndexed else {
            throw LogStoreError(
                .queryShard,
                "failed to create query: Cannot search on field [\(field.name)] since it is not indexed.",
                cause: LogStoreError(
                    .illegalArgument,
                    "Cannot search on field [\(field.name)] since it is not indexed."
                )
            )
        }
        switch condition {
        case .exists: return .exists([id])
        case .term(let value, let caseInsensitive): return try term(value, caseInsensitive)
        case .terms(let values): return try terms(values)
        case .match(let match): return try self.match(match)
        case .phrase(let phrase): return try self.phrase(phrase)
        case .range(let range): return try self.range(range)
        case .prefix(let text, let caseInsensitive):
            let bytes = Array((caseInsensitive ? StandardAnalyzer.lowercased(text) : text).utf8)
            return try predicate(.prefix(bytes), caseInsensitive, "prefix")
        case .wildcard(let text, let caseInsensitive):
            let pattern = WildcardPattern(caseInsensitive ? StandardAnalyzer.lowercased(text) : text)
            return try predicate(.wildcard(pattern), caseInsensitive, "wildcard")
        case .fuzzy(let text, let edits, let prefixLength):
            let scalars = Array(text.unicodeScalars)
            let allowed = edits ?? EditDistance.automatic(scalars.count)
            return try predicate(.fuzzy(scalars, edits: allowed, prefixLength: prefixLength), false, "fuzzy")
        case .normalized(let inner):
            return try matcher(field.type == .text ? inner.lowercased : inner)
        case .regexp(let text, let caseInsensitive):
            let expression = try LuceneExpression.compile(text, caseInsensitive: caseInsensitive)
            return try predicate(.expression(expression), false, "regexp")
        }
    }

    // MARK: - Exact values

    private func term(_ value: JSONValue, _ caseInsensitive: Bool) throws(LogStoreError) -> Matcher {
        let text = value.string ?? value.text
        switch field.type {
        case .text:
            if caseInsensitive {
                return .tokens(.caseInsensitive(.equals(StandardAnalyzer.lowercased(text))), field: id)
            }
            let bytes = Array(text.utf8)
            return .token(bytes, field: id, weight: weight([bytes]))
        case .keyword: return keyword(text, caseInsensitive)
        case .long, .double:
            if let number = value.number {
                return withMisfits(.numbers(.equal(to: number), field: id), value, caseInsensitive)
            }
            guard field.hasMisfits else { throw Self.notANumber(text) }
            return misfits(value, caseInsensitive)
        case .date:
            if let date = try dates(.init(value, isInclusive: true), .init(value, isInclusive: true), nil, .utc) {
                return withMisfits(date, value, caseInsensitive)
            }
            return misfits(value, caseInsensitive)
        case .boolean:
            if let flag = Self.boolean(value) {
                return withMisfits(.boolean(flag, field: id), value, caseInsensitive)
            }
            guard field.hasMisfits else {
                throw LogStoreError(
                    .queryShard,
                    "failed to create query: Can't parse boolean value [\(text)], expected [true] or [false]",
                    cause: LogStoreError(
                        .illegalArgument,
                        "Can't parse boolean value [\(text)], expected [true] or [false]"
                    )
                )
            }
            return misfits(value, caseInsensitive)
        }
    }

    private func keyword(_ text: String, _ caseInsensitive: Bool) -> Matcher {
        if caseInsensitive {
            return .keywords(.caseInsensitive(.equals(StandardAnalyzer.lowercased(text))), field: id)
        }
        let bytes = Array(text.utf8)
        return .keyword(bytes, field: id, weight: isScoring ? keywordWeight(bytes) : nil)
    }

    private func withMisfits(_ matcher: Matcher, _ value: JSONValue, _ caseInsensitive: Bool) -> Matcher {
        guard field.hasMisfits else { return matcher }
        return .constant(
            .bool(must: [], filter: [], should: [matcher, misfits(value, caseInsensitive)], mustNot: [], minimum: 1)
        )
    }

    /// Values of the field that are not of its type and were indexed as what they are.
    private func misfits(_ value: JSONValue, _ caseInsensitive: Bool) -> Matcher {
        var matchers = [keyword(value.string ?? value.text, caseInsensitive)]
        if field.type != .long, field.type != .double, let number = value.number {
            matchers.append(.numbers(.equal(to: number), field: id))
        }
        if field.type != .boolean, let flag = Self.boolean(value) { matchers.append(.boolean(flag, field: id)) }
        return .constant(.bool(must: [], filter: [], should: matchers, mustNot: [], minimum: 1))
    }

    private static func notANumber(_ text: String) -> LogStoreError {
        LogStoreError(
            .queryShard,
            "failed to create query: For input string: \"\(text)\"",
            cause: LogStoreError(.numberFormat, "For input string: \"\(text)\"")
        )
    }

    private static func boolean(_ value: JSONValue) -> Bool? {
        value.lenientBool ?? (value == .string("") ? false : nil)
    }

    private func terms(_ values: [JSONValue]) throws(LogStoreError) -> Matcher {
        switch field.type {
        case .keyword: return .keywordSet(Set(values.map { Array(($0.string ?? $0.text).utf8) }), field: id)
        case .long where !field.hasMisfits, .double where !field.hasMisfits:
            var longs: Set<Int64> = []
            var doubles: Set<Double> = []
            for value in values {
                guard let number = value.number else { throw Self.notANumber(value.string ?? value.text) }
                doubles.insert(number.double)
                switch number {
                case .long(let whole): longs.insert(whole)
                case .double(let fraction): if let whole = Int64(exactly: fraction) { longs.insert(whole) }
                }
            }
            return .numberSet(doubles, longs: longs, field: id)
        default:
            var matchers: [Matcher] = []
            for value in values { matchers.append(try term(value, false)) }
            return .constant(.bool(must: [], filter: [], should: matchers, mustNot: [], minimum: 1))
        }
    }

    // MARK: - Words

    private func match(_ match: MatchCondition) throws(LogStoreError) -> Matcher {
        guard field.type == .text else {
            if match.lastIsPrefix, field.type == .keyword {
                return .keywords(.prefix(Array((match.value.string ?? match.value.text).utf8)), field: id)
            }
            return try term(match.value, false)
        }
        let terms = StandardAnalyzer.terms(match.value.string ?? match.value.text)
        guard !terms.isEmpty else { return match.zeroTermsMatchAll ? .all : .none }
        var matchers = terms.map { Matcher.token($0, field: id, weight: weight([$0])) }
        if match.lastIsPrefix { matchers[matchers.count - 1] = .tokens(.prefix(terms.last!), field: id) }
        if matchers.count == 1 { return matchers[0] }
        if match.requiresAll { return .bool(must: matchers, filter: [], should: [], mustNot: [], minimum: 0) }
        let minimum = match.minimumShouldMatch.map { max(1, $0.count(of: matchers.count)) } ?? 1
        return .bool(must: [], filter: [], should: matchers, mustNot: [], minimum: minimum)
    }

    private func phrase(_ phrase: PhraseCondition) throws(LogStoreError) -> Matcher {
        let text = phrase.value.string ?? phrase.value.text
        guard field.type == .text else {
            if phrase.lastIsPrefix, field.type == .keyword { return .keywords(.prefix(Array(text.utf8)), field: id) }
            return try term(phrase.value, false)
        }
        let terms = StandardAnalyzer.terms(text)
        guard !terms.isEmpty else { return phrase.zeroTermsMatchAll ? .all : .none }
        var parts = terms.map(PhraseMatcher.PhraseTerm.exact)
        if phrase.lastIsPrefix { parts[parts.count - 1] = .prefix(terms.last!) }
        if parts.count == 1 {
            return phrase.lastIsPrefix
                ? .tokens(.prefix(terms[0]), field: id) : .token(terms[0], field: id, weight: weight(terms))
        }
        return .phrase(PhraseMatcher(terms: parts, field: id, slop: phrase.slop, weight: weight(terms)))
    }

    private func predicate(
        _ predicate: TermPredicate,
        _ caseInsensitive: Bool,
        _ name: String
    ) throws(LogStoreError) -> Matcher {
        let predicate = caseInsensitive ? TermPredicate.caseInsensitive(predicate) : predicate
        switch field.type {
        case .text: return .tokens(predicate, field: id)
        case .keyword: return .keywords(predicate, field: id)
        case _ where field.hasMisfits: return .keywords(predicate, field: id)
        default:
            throw LogStoreError(
                .queryShard,
                "Can only use \(name) queries on keyword, text and wildcard fields - not on [\(field.name)] which "
                    + "is of type [\(field.typeName)]"
            )
        }
    }

    // MARK: - Ranges

    private func range(_ range: RangeCondition) throws(LogStoreError) -> Matcher {
        switch field.type {
        case .text, .keyword:
            func bytes(_ bound: RangeCondition.Bound?) -> [UInt8]? {
                bound.map { Array(($0.value.string ?? $0.value.text).utf8) }
            }
            let predicate = TermPredicate.range(
                lower: bytes(range.lower),
                includesLower: range.lower?.isInclusive ?? true,
                upper: bytes(range.upper),
                includesUpper: range.upper?.isInclusive ?? true
            )
            return field.type == .text ? .tokens(predicate, field: id) : .keywords(predicate, field: id)
        case .long, .double:
            for bound in [range.lower, range.upper] {
                if let bound, bound.value.number == nil {
                    throw Self.notANumber(bound.value.string ?? bound.value.text)
                }
            }
            let interval = NumberInterval(
                lower: range.lower?.value.number,
                includesLower: range.lower?.isInclusive ?? true,
                upper: range.upper?.value.number,
                includesUpper: range.upper?.isInclusive ?? true
            )
            return .numbers(interval, field: id)
        case .date:
            return try dates(range.lower, range.upper, range.format, range.zone) ?? .none
        case .boolean:
            let lower = range.lower.map { (Self.boolean($0.value) == true, $0.isInclusive) }
            let upper = range.upper.map { (Self.boolean($0.value) == true, $0.isInclusive) }
            let matching = [false, true].filter { value in
                let above = lower.map { bound in value == bound.0 ? bound.1 : value && !bound.0 } ?? true
                let below = upper.map { bound in value == bound.0 ? bound.1 : !value && bound.0 } ?? true
                return above && below
            }
            return .bool(
                must: [],
                filter: [],
                should: matching.map { .boolean($0, field: id) },
                mustNot: [],
                minimum: 1
            )
        }
    }

    private func dates(
        _ lower: RangeCondition.Bound?,
        _ upper: RangeCondition.Bound?,
        _ format: DateFormat?,
        _ zone: TimeZoneRules
    ) throws(LogStoreError) -> Matcher? {
        let format = format ?? field.format
        func date(_ bound: RangeCondition.Bound, roundUp: Bool) throws(LogStoreError) -> Int64? {
            do throws(LogStoreError) {
                return try DateMath.evaluate(
                    bound.value.string ?? bound.value.text,
                    now: now,
                    format: format,
                    zone: zone,
                    roundUp: roundUp
                )
            } catch {
                if field.hasMisfits { return nil }
                throw error
            }
        }
        var first = Int64.min
        var last = Int64.max
        if let lower {
            guard let found = try date(lower, roundUp: !lower.isInclusive) else { return nil }
            first = lower.isInclusive ? found : found &+ 1
        }
        if let upper {
            guard let found = try date(upper, roundUp: upper.isInclusive) else { return nil }
            last = upper.isInclusive ? found : found &- 1
        }
        return first <= last ? .dates(first...last, field: id) : Matcher.none
    }

    // MARK: - Scores

    /// The BM25 weight of a term or a phrase over all segments of the index.
    private func weight(_ terms: [[UInt8]]) -> TermWeight? {
        guard isScoring else { return nil }
        var frequencies = [Int](repeating: 0, count: terms.count)
        var documents = 0
        var tokens = 0
        for segment in snapshot.segments {
            guard let text = segment.field(id)?.text else { continue }
            documents += text.lengths.count
            tokens += text.totalTokens
            for (index, term) in terms.enumerated() {
                frequencies[index] += text.occurrences(of: term)?.documentFrequency ?? 0
            }
        }
        let average = documents == 0 ? 1 : Float(tokens) / Float(documents)
        return TermWeight(frequencies: frequencies, documents: documents, averageLength: max(average, 1e-6))
    }

    private func keywordWeight(_ term: [UInt8]) -> TermWeight {
        var frequency = 0
        var documents = 0
        var values = 0
        for segment in snapshot.segments {
            guard let keyword = segment.field(id)?.keyword else { continue }
            documents += keyword.ordinals.documentCount
            values += keyword.ordinals.count
            if let ordinal = keyword.dictionary.ordinal(of: term) {
                frequency += keyword.ordinals.values.reduce(0) { $0 + ($1 == ordinal ? 1 : 0) }
            }
        }
        let average = documents == 0 ? 1 : Float(values) / Float(documents)
        return TermWeight(frequencies: [frequency], documents: documents, averageLength: max(average, 1))
    }
}

extension JSONValue {
    /// A number, or a string that is one.
    var number: Number? {
        switch self {
        case .integer(let value): return .long(value)
        case .unsigned(let value): return .double(Double(value))
        case .double(let value): return .double(value)
        case .string(let text):
            let bytes = Array(text.utf8)
            if let whole = NumberText.parseInt64(bytes, in: bytes.indices) { return .long(whole) }
            return NumberText.parseDouble(bytes, in: bytes.indices).map(Number.double)
        default: return nil
        }
    }
}

extension FieldCondition {
    /// The condition with its text in lower case.
    fileprivate var lowercased: FieldCondition {
        switch self {
        case .prefix(let text, let flag): return .prefix(StandardAnalyzer.lowercased(text), caseInsensitive: flag)
        case .wildcard(let text, let flag): return .wildcard(StandardAnalyzer.lowercased(text), caseInsensitive: flag)
        case .fuzzy(let text, let edits, let prefixLength):
            return .fuzzy(StandardAnalyzer.lowercased(text), edits: edits, prefixLength: prefixLength)
        case .range(var range):
            range.lower = range.lower.map(Self.lowercased)
            range.upper = range.upper.map(Self.lowercased)
            return .range(range)
        default: return self
        }
    }

    private static func lowercased(_ bound: RangeCondition.Bound) -> RangeCondition.Bound {
        guard case .string(let text) = bound.value else { return bound }
        return RangeCondition.Bound(.string(StandardAnalyzer.lowercased(text)), isInclusive: bound.isInclusive)
    }
}
