import Bytes
import LogStore
import QueryDSL

/// Writes `hits`: reads the documents, and shows of them what was asked for.
struct HitRendering {
    let body: SearchBody
    let snapshots: [IndexSnapshot]
    let now: Timestamp
    let totalAsInteger: Bool

    func append(_ result: SearchResult, to writer: inout JSONWriter) throws {
        writer.beginObject()
        if let total = result.total {
            if totalAsInteger {
                writer.member("total", total)
            } else {
                writer.key("total")
                writer.beginObject()
                writer.member("value", total)
                writer.member("relation", result.isTotalLowerBound ? "gte" : "eq")
                writer.endObject()
            }
        }
        writer.key("max_score")
        appendScore(result.maximumScore, to: &writer)
        writer.key("hits")
        writer.beginArray()
        var highlighters: [Int: [(HighlightRequest.Field, Highlighter)]] = [:]
        for hit in result.hits {
            if let request = body.highlight, highlighters[hit.index] == nil {
                highlighters[hit.index] = try request.fields.map { field in
                    let query = field.query ?? body.query
                    return (
                        field, try Highlighter(query, in: snapshots[hit.index], now: now.milliseconds)
                    )
                }
            }
            try append(hit, highlighters[hit.index] ?? [], to: &writer)
        }
        writer.endArray()
        writer.endObject()
    }

    private func appendScore(_ score: Float?, to writer: inout JSONWriter) {
        // The decimal that is nearest to the float, as Java prints it.
        if let score, let value = Double(score.description) {
            writer.raw(Array(NumberForm.java(value).utf8))
        } else {
            writer.null()
        }
    }

    private func append(
        _ hit: SearchHit,
        _ highlighters: [(HighlightRequest.Field, Highlighter)],
        to writer: inout JSONWriter
    ) throws {
        let snapshot = snapshots[hit.index]
        writer.beginObject()
        writer.member("_index", snapshot.name)
        writer.member("_id", hit.id)
        if body.showsVersion { writer.member("_version", Int(hit.version)) }
        if body.showsSequenceNumber {
            writer.member("_seq_no", Int(hit.sequenceNumber))
            writer.member("_primary_term", 1)
        }
        writer.key("_score")
        appendScore(hit.score, to: &writer)
        let needsValues =
            !body.fields.isEmpty || !highlighters.isEmpty || !body.source.isEverything && !body.source.isOff
        let bytes = body.source.isOff && !needsValues ? [] : try snapshot.source(hit.number)
        let value = needsValues ? try JSONValue(parsing: bytes, depthLimit: DocumentLimits.jsonDepth) : .null
        if body.source.isEverything {
            writer.key("_source")
            writer.raw(bytes)
        } else if !body.source.isOff {
            writer.key("_source")
            writer.value(body.source.apply(to: value))
        }
        if !body.fields.isEmpty || !body.columnFields.isEmpty {
            let fields = FieldRendering(snapshot: snapshot).fields(body, hit.number, source: value)
            if !fields.isEmpty { writer.member("fields", .object(fields)) }
        }
        let marked = highlights(highlighters, source: value)
        if !marked.isEmpty { writer.member("highlight", .object(marked)) }
        if !hit.sortValues.isEmpty {
            writer.key("sort")
            writer.beginArray()
            for (key, value) in zip(body.sort, hit.sortValues) { appendSortValue(value, key, to: &writer) }
            writer.endArray()
        }
        writer.endObject()
    }

    private func appendSortValue(_ value: SortValue, _ key: SortKey, to writer: inout JSONWriter) {
        switch value {
        case .null: writer.null()
        case .long(let number):
            if let format = key.format, number != .max, number != .min {
                writer.string(format.format(number))
            } else {
                writer.integer(number)
            }
        case .double(let number):
            if number.isFinite {
                writer.raw(Array(NumberForm.java(number).utf8))
            } else {
                writer.string(NumberForm.java(number))
            }
        case .bytes(let bytes): writer.string(utf8: bytes.span)
        }
    }

    private func highlights(
        _ highlighters: [(HighlightRequest.Field, Highlighter)],
        source: JSONValue
    ) -> JSONObject {
        var result = JSONObject()
        for (field, highlighter) in highlighters {
            let requiresMatch = field.options.requiresFieldMatch
            for name in highlighter.fields(matching: field.pattern, requiresFieldMatch: requiresMatch)
            where result[name] == nil {
                var fragments: [JSONValue] = []
                for text in SourceValues.strings(of: name, in: source) {
                    let bytes = Array(text.utf8)
                    let ranges = highlighter.ranges(in: bytes, field: name, requiresFieldMatch: requiresMatch)
                    guard !ranges.isEmpty else { continue }
                    fragments += HighlightFragments(field.options).fragments(of: bytes, marking: ranges)
                        .map(JSONValue.string)
                }
                if field.options.fragmentCount > 0 { fragments = Array(fragments.prefix(field.options.fragmentCount)) }
                if !fragments.isEmpty { result.append(name, .array(fragments)) }
            }
        }
        return result
    }
}
