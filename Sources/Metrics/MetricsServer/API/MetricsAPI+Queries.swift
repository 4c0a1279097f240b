import Bytes
import HTTPTypes
import Hummingbird
import PromQL
import ServiceKit
import Telemetry
import TimeSeries

extension MetricsAPI {
    /// The points of one series in one answer.
    private static let pointsLimit: Int64 = 11_000

    func addQueryRoutes(to router: AppRouter) {
        add("/api/v1/query", to: router, methods: [.get, .post]) { form, _, control throws(APIError) in
            let time = try form.time("time") ?? Timestamp.now().milliseconds
            return try answer(form) { engine, query throws(QueryError) in
                try engine.instant(query, at: time, over: store, control: control)
            }
        }
        add("/api/v1/query_range", to: router, methods: [.get, .post]) { form, _, control throws(APIError) in
            let (start, end, step) = try steps(form)
            return try answer(form) { engine, query throws(QueryError) in
                try engine.range(query, from: start, through: end, step: step, over: store, control: control)
            }
        }
        add("/api/v1/query_exemplars", to: router, methods: [.get, .post]) { form, _, _ throws(APIError) in
            _ = try form.range()
            do throws(QueryError) {
                _ = try engine.parse(form["query"] ?? "")
            } catch {
                throw APIError(error)
            }
            // Exemplars are read and counted at the scrape, and not stored.
            return APIAnswer { $0.strings([]) }
        }
    }

    private func steps(_ form: FormParameters) throws(APIError) -> (start: Int64, end: Int64, step: Int64) {
        let start = try form.requiredTime("start")
        let end = try form.requiredTime("end")
        guard start <= end else { throw .invalidParameter("end", "end timestamp must not be before start time") }
        guard let step = try form.duration("step") else {
            throw .invalidParameter("step", "cannot parse \"\" to a valid duration")
        }
        guard step > 0 else {
            throw .invalidParameter(
                "step",
                "zero or negative query resolution step widths are not accepted. Try a positive integer"
            )
        }
        guard (end - start) / step <= MetricsAPI.pointsLimit else {
            throw .badData(
                "exceeded maximum resolution of 11,000 points per timeseries."
                    + " Try decreasing the query resolution (?step=XX)"
            )
        }
        return (start, end, step)
    }

    private func answer(
        _ form: FormParameters,
        _ evaluate: (QueryEngine, String) throws(QueryError) -> QueryResult
    ) throws(APIError) -> APIAnswer {
        let limit = try form.limit()
        var engine = engine
        if let lookback = try form.duration("lookback_delta") {
            guard lookback > 0 else { throw .invalidParameter("lookback_delta", "must be above zero") }
            engine.options.lookbackDelta = lookback
        }
        let clock = ContinuousClock()
        let start = clock.now
        var result: QueryResult
        do throws(QueryError) {
            result = try evaluate(engine, form["query"] ?? "")
        } catch {
            throw APIError(error)
        }
        let seconds = (clock.now - start).inSeconds
        if result.value.truncate(to: limit) { result.warnings.append(MetricsAPI.truncated) }
        var json = JSONWriter()
        json.beginObject()
        result.value.write(to: &json)
        if form["stats"] != nil { MetricsAPI.writeStatistics(seconds: seconds, to: &json) }
        json.endObject()
        return APIAnswer(data: json.bytes, warnings: result.warnings, infos: result.infos)
    }

    /// Of Prometheus's statistics the ones that are measured here.
    private static func writeStatistics(seconds: Double, to json: inout JSONWriter) {
        json.key("stats")
        json.beginObject()
        json.key("timings")
        json.beginObject()
        json.member("evalTotalTime", seconds)
        json.member("execTotalTime", seconds)
        json.endObject()
        json.endObject()
    }
}

extension QueryValue {
    /// Leaves out series past the limit, zero for none, and says whether there were any.
    mutating func truncate(to limit: Int) -> Bool {
        guard limit > 0 else { return false }
        switch self {
        case .vector(let samples) where samples.count > limit: self = .vector(Array(samples.prefix(limit)))
        case .matrix(let series) where series.count > limit: self = .matrix(Array(series.prefix(limit)))
        default: return false
        }
        return true
    }

    /// The members `resultType` and `result`, in this order, which readers of streams rely on.
    func write(to json: inout JSONWriter) {
        switch self {
        case .scalar(let timestamp, let value):
            json.member("resultType", "scalar")
            json.key("result")
            json.sample(timestamp, value)
        case .string(let timestamp, let value):
            json.member("resultType", "string")
            json.key("result")
            json.beginArray()
            json.raw(SampleText.seconds(timestamp))
            json.string(value)
            json.endArray()
        case .vector(let samples):
            json.member("resultType", "vector")
            json.key("result")
            json.beginArray()
            for sample in samples {
                json.beginObject()
                json.key("metric")
                json.labels(sample.labels)
                json.key("value")
                json.sample(sample.timestamp, sample.value)
                json.endObject()
            }
            json.endArray()
        case .matrix(let series):
            json.member("resultType", "matrix")
            json.key("result")
            json.beginArray()
            for data in series {
                json.beginObject()
                json.key("metric")
                json.labels(data.labels)
                json.key("values")
                json.beginArray()
                for (timestamp, value) in zip(data.timestamps, data.values) { json.sample(timestamp, value) }
                json.endArray()
                json.endObject()
            }
            json.endArray()
        }
    }
}
