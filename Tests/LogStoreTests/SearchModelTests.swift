import Bytes
import LogStore
import TestSupport
import Testing

@Suite("Searches find what a plain model finds")
struct SearchModelTests {
    /// A document as the model sees it.
    struct Model {
        var id: String
        var words: [String]
        var level: String
        var number: Int?
        var ratio: Double?
        var at: Int64
        var tags: [String]
        var flag: Bool?

        var source: String {
            var members = [
                #""message":"\#(words.joined(separator: " "))""#, #""level":"\#(level)""#, #""at":\#(at)"#,
                #""tags":[\#(tags.map { "\"\($0)\"" }.joined(separator: ","))]"#,
            ]
            if let number { members.append(#""number":\#(number)"#) }
            if let ratio { members.append(#""ratio":\#(ratio)"#) }
            if let flag { members.append(#""flag":\#(flag)"#) }
            return "{\(members.joined(separator: ","))}"
        }
    }

    static let vocabulary = ["alpha", "beta", "gamma", "delta", "timeout", "refused", "user", "login"]
    static let levels = ["info", "warn", "error", "debug"]
    static let mappings: JSONValue = [
        "properties": ["at": ["type": "date"], "level": ["type": "keyword"], "tags": ["type": "keyword"]]
    ]

    static func documents(_ count: Int, _ generator: inout SeededGenerator) -> [Model] {
        (0..<count).map { index in
            Model(
                id: String(index),
                words: (0..<Int.random(in: 1...8, using: &generator)).map { _ in
                    vocabulary.randomElement(using: &generator)!
                },
                level: levels.randomElement(using: &generator)!,
                number: Bool.random(using: &generator) ? Int.random(in: -5...20, using: &generator) : nil,
                ratio: Bool.random(using: &generator) ? Double(Int.random(in: 0...8, using: &generator)) / 4 : nil,
                at: 1_767_225_600_000 + Int64.random(in: 0..<7_200_000, using: &generator),
                tags: (0..<Int.random(in: 0...3, using: &generator)).map { _ in
                    ["red", "green", "blue"].randomElement(using: &generator)!
                },
                flag: Bool.random(using: &generator) ? Bool.random(using: &generator) : nil
            )
        }
    }

    /// A random query and what it means.
    static func query(_ depth: Int, _ generator: inout SeededGenerator) -> (Query, @Sendable (Model) -> Bool) {
        let word = vocabulary.randomElement(using: &generator)!
        let other = vocabulary.randomElement(using: &generator)!
        let level = levels.randomElement(using: &generator)!
        let low = Int.random(in: -6...15, using: &generator)
        let high = low + Int.random(in: 0...10, using: &generator)
        switch Int.random(in: 0..<(depth > 0 ? 15 : 12), using: &generator) {
        case 0: return (.field("message", .match(MatchCondition(.string(word)))), { $0.words.contains(word) })
        case 1:
            let text = JSONValue.string("\(word) \(other)")
            return (
                .field("message", .match(MatchCondition(text, requiresAll: true))),
                { $0.words.contains(word) && $0.words.contains(other) }
            )
        case 2:
            return (
                .field("message", .phrase(PhraseCondition(.string("\(word) \(other)")))),
                { model in zip(model.words, model.words.dropFirst()).contains { $0 == (word, other) } }
            )
        case 3: return (.field("level", .term(.string(level), caseInsensitive: false)), { $0.level == level })
        case 4:
            return (
                .field("level", .terms([.string(level), "info"])), { $0.level == level || $0.level == "info" }
            )
        case 5:
            let range = RangeCondition(
                lower: .init(.integer(Int64(low)), isInclusive: true),
                upper: .init(.integer(Int64(high)), isInclusive: false)
            )
            return (.field("number", .range(range)), { model in model.number.map { $0 >= low && $0 < high } ?? false })
        case 6:
            let bound = Double(low) / 8
            let range = RangeCondition(lower: .init(.double(bound), isInclusive: false))
            return (.field("ratio", .range(range)), { model in model.ratio.map { $0 > bound } ?? false })
        case 7:
            let from = 1_767_225_600_000 + Int64(low + 6) * 300_000
            let range = RangeCondition(lower: .init(.integer(from), isInclusive: true))
            return (.field("at", .range(range)), { $0.at >= from })
        case 8: return (.field("number", .exists), { $0.number != nil })
        case 9: return (.field("flag", .term(true, caseInsensitive: false)), { $0.flag == true })
        case 10:
            let prefix = String(word.prefix(2))
            return (
                .field("message", .prefix(prefix, caseInsensitive: false)),
                { $0.words.contains { $0.hasPrefix(prefix) } }
            )
        case 11:
            return (
                .field("tags", .wildcard("*e?n", caseInsensitive: false)), { $0.tags.contains("green") }
            )
        default:
            var bool = BoolQuery()
            var conditions: [@Sendable (Model) -> Bool] = []
            var optional: [@Sendable (Model) -> Bool] = []
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let (inner, holds) = query(depth - 1, &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0:
                    bool.must.append(inner)
                    conditions.append(holds)
                case 1:
                    bool.filter.append(inner)
                    conditions.append(holds)
                case 2:
                    bool.mustNot.append(inner)
                    conditions.append { !holds($0) }
                default:
                    bool.should.append(inner)
                    optional.append(holds)
                }
            }
            var minimum = bool.must.isEmpty && bool.filter.isEmpty && !optional.isEmpty ? 1 : 0
            if Bool.random(using: &generator), !optional.isEmpty {
                minimum = Int.random(in: 0...optional.count, using: &generator)
                bool.minimumShouldMatch = MinimumShouldMatch(minimum)
            }
            let (all, some, least) = (conditions, optional, minimum)
            return (
                .bool(bool),
                { model in
                    all.allSatisfy { $0(model) } && some.reduce(0) { $0 + ($1(model) ? 1 : 0) } >= least
                }
            )
        }
    }

    private func filled(_ seed: UInt64, _ count: Int = 300) throws -> (TestStore, LogIndex, [Model], SeededGenerator) {
        var generator = SeededGenerator(seed: seed)
        let models = Self.documents(count, &generator)
        let test = try TestStore()
        let index = try test.index(mappings: Self.mappings)
        // Some are written twice and some deleted, so that there are holes.
        try index.add(models.map { _ in #"{"message":"alpha old","level":"info","number":3}"# })
        try index.add(models.map(\.source))
        let gone = Set(models.indices.filter { $0 % 17 == 0 }.map(String.init))
        for result in index.apply(gone.map { DocumentOperation(.delete, id: $0) }) { _ = try result.get() }
        return (test, index, models.filter { !gone.contains($0.id) }, generator)
    }

    @Test("random queries", arguments: [1, 2, 3] as [UInt64])
    func queries(seed: UInt64) throws {
        var (_, index, models, generator) = try filled(seed)
        for round in 0..<400 {
            let (query, holds) = Self.query(3, &generator)
            let expected = models.filter(holds).map(\.id)
            #expect(try index.ids(query) == expected, "round \(round): \(query)")
            // Scoring changes the order, not the documents.
            #expect(try Searcher.count(query, in: [index.snapshot()], now: TestStore.now) == expected.count)
        }
    }

    @Test("random orders, and pages by search_after that give every hit once")
    func sorting() throws {
        var (_, index, models, generator) = try filled(9)
        for _ in 0..<30 {
            let ascending = Bool.random(using: &generator)
            var request = SearchRequest(query: .matchAll, now: TestStore.now)
            request.sort = [
                SortKey(.field("number"), isAscending: ascending), SortKey(.field("at"), isAscending: true),
                // Two documents may agree in both; pages need an order without ties.
                SortKey(.document, isAscending: true),
            ]
            request.size = Int.random(in: 1...40, using: &generator)
            var found: [String] = []
            while true {
                let page = try Searcher.search(request, in: [index.snapshot()]).hits
                guard let last = page.last else { break }
                found += page.map(\.id)
                request.searchAfter = last.sortValues.map { value in
                    if case .long(let number) = value { .integer(number) } else { .null }
                }
            }
            let missing = ascending ? Int.max : Int.min
            let expected = models.sorted { left, right in
                let (a, b) = (left.number ?? missing, right.number ?? missing)
                if a != b { return ascending ? a < b : a > b }
                return left.at != right.at ? left.at < right.at : Int(left.id)! < Int(right.id)!
            }
            #expect(found == expected.map(\.id))
        }
    }

    @Test func aggregations() throws {
        let (_, index, models, _) = try filled(4)
        var histogram = DateHistogramAggregation(field: "at", interval: .fixed(600_000))
        histogram.minimumCount = 0
        var terms = TermsAggregation(field: "level")
        terms.order = [BucketOrder(.metric("total", nil), isAscending: false)]
        var request = SearchRequest(query: .matchAll, now: TestStore.now)
        request.size = 0
        request.aggregations = [
            NamedAggregation("time", .dateHistogram(histogram)),
            NamedAggregation(
                "levels",
                .terms(terms),
                children: [NamedAggregation("total", .metric(MetricAggregation(.sum, field: "number")))]
            ),
            NamedAggregation("tags", .metric(MetricAggregation(.cardinality, field: "tags"))),
            NamedAggregation("stats", .metric(MetricAggregation(.stats, field: "ratio"))),
        ]
        let result = try Searcher.search(request, in: [index.snapshot()])
        guard case .buckets(let time) = result.aggregations[0].result,
            case .buckets(let levels) = result.aggregations[1].result,
            case .count(let tags) = result.aggregations[2].result,
            case .stats(let stats) = result.aggregations[3].result
        else {
            Issue.record("aggregations of another kind")
            return
        }
        var counts: [Int64: Int] = [:]
        for model in models { counts[model.at / 600_000 * 600_000, default: 0] += 1 }
        let keys = counts.keys.sorted()
        let expected = stride(from: keys.first!, through: keys.last!, by: 600_000).map {
            (BucketKey.long($0), counts[$0] ?? 0)
        }
        #expect(time.buckets.map { ($0.key) } == expected.map(\.0))
        #expect(time.buckets.map(\.count) == expected.map(\.1))

        let sums = Dictionary(grouping: models, by: \.level).mapValues { $0.reduce(0) { $0 + ($1.number ?? 0) } }
        let order = sums.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
        #expect(levels.buckets.map(\.key) == order.map { BucketKey.string($0.key) })
        #expect(levels.otherCount == 0)
        for (bucket, entry) in zip(levels.buckets, order) {
            #expect(bucket.count == models.filter { $0.level == entry.key }.count)
            guard case .value(let sum?, _) = bucket.children[0].result else {
                Issue.record("no sum")
                continue
            }
            #expect(sum == Double(entry.value))
        }
        #expect(tags == Set(models.flatMap(\.tags)).count)
        let ratios = models.compactMap(\.ratio)
        #expect(stats.count == ratios.count)
        #expect(stats.minimum == ratios.min() && stats.maximum == ratios.max())
        #expect(abs(stats.sum - ratios.reduce(0, +)) < 1e-9)
    }

    @Test("scores are those of BM25 with Lucene's lengths")
    func scores() throws {
        let test = try TestStore()
        let index = try test.index()
        try index.add([#"{"m":"fox"}"#, #"{"m":"fox fox dog"}"#, #"{"m":"dog cat bird"}"#])
        let result = try Searcher.search(
            SearchRequest(query: .field("m", .match(MatchCondition("fox"))), now: TestStore.now),
            in: [index.snapshot()]
        )
        // idf = ln(1 + (3 − 2 + 0.5) / (2 + 0.5)) = 0.47000363, average length 7 / 3.
        #expect(result.hits.map(\.id) == ["0", "1"])
        #expect(abs((result.hits[0].score ?? 0) - 0.613_395) < 1e-5, "\(String(describing: result.hits[0].score))")
        #expect(abs((result.hits[1].score ?? 0) - 0.598_186) < 1e-5, "\(String(describing: result.hits[1].score))")
    }
}
