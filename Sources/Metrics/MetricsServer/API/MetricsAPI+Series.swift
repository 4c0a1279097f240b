import Bytes
import HTTPTypes
import Hummingbird
import PromQL
import ServiceKit
import TimeSeries

extension MetricsAPI {
    func addSeriesRoutes(to router: AppRouter) {
        add("/api/v1/series", to: router, methods: [.get, .post]) { form, _, _ throws(APIError) in
            let selectors = try selectors(form)
            guard !selectors.isEmpty else { throw .badData("no match[] parameter provided") }
            let (start, end) = try form.range()
            let series = store.series(matching: selectors, from: start, through: end)
            return try MetricsAPI.limited(series, form) { json, labels in json.labels(labels) }
        }
        add("/api/v1/labels", to: router, methods: [.get, .post]) { form, _, _ throws(APIError) in
            let selectors = try selectors(form)
            let (start, end) = try form.range()
            let names = store.labelNames(matching: selectors, from: start, through: end)
            return try MetricsAPI.limited(names, form) { json, name in json.string(name) }
        }
        add("/api/v1/label/:name/values", to: router) { form, context, _ throws(APIError) in
            let name = LabelNameEscape.decode(context.parameters.get("name") ?? "")
            guard !name.isEmpty else { throw .badData("invalid label name: \"\"") }
            let selectors = try selectors(form)
            let (start, end) = try form.range()
            let values = store.labelValues(name, matching: selectors, from: start, through: end)
            return try MetricsAPI.limited(values, form) { json, value in json.string(value) }
        }
    }

    private static func limited<Element>(
        _ elements: [Element],
        _ form: FormParameters,
        _ write: (inout JSONWriter, Element) -> Void
    ) throws(APIError) -> APIAnswer {
        let limit = try form.limit()
        let isTruncated = limit > 0 && elements.count > limit
        return APIAnswer(warnings: isTruncated ? [truncated] : []) { json in
            json.beginArray()
            for element in isTruncated ? elements.prefix(limit) : elements[...] { write(&json, element) }
            json.endArray()
        }
    }
}

/// Label names that are no plain ones come in a path as `U__` and escapes: `_2e_` for a dot, `__` for an underscore.
enum LabelNameEscape {
    static func decode(_ name: String) -> String {
        guard name.hasPrefix("U__") else { return name }
        var rest = name.dropFirst(3)
        var plain = ""
        while let character = rest.popFirst() {
            guard character == "_" else {
                plain.append(character)
                continue
            }
            if rest.first == "_" {
                rest.removeFirst()
                plain.append("_")
                continue
            }
            // What is no escape means the text itself.
            guard let end = rest.firstIndex(of: "_"), let code = UInt32(rest[..<end], radix: 16),
                let scalar = Unicode.Scalar(code)
            else { return name }
            plain.unicodeScalars.append(scalar)
            rest = rest[rest.index(after: end)...]
        }
        return plain
    }
}
