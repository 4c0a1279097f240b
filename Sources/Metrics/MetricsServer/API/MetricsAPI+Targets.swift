import Bytes
import HTTPTypes
import Hummingbird
import Scraping
import ServiceKit
import TimeSeries

extension MetricsAPI {
    func addTargetRoutes(to router: AppRouter) {
        add("/api/v1/targets", to: router) { form, _, _ throws(APIError) in
            let state = (form["state"] ?? "any").lowercased()
            guard ["any", "active", "dropped"].contains(state) else {
                throw .invalidParameter("state", "\"\(state)\" is not one of active, dropped, any")
            }
            return targets(state: state, pool: form["scrapePool"])
        }
        add("/api/v1/scrape_pools", to: router) { _, _, _ throws(APIError) in
            APIAnswer { json in
                json.beginObject()
                json.key("scrapePools")
                json.strings(configuration.current.jobs.map(\.name).sorted())
                json.endObject()
            }
        }
        add("/api/v1/metadata", to: router) { form, _, _ throws(APIError) in try metadata(form) }
        add("/api/v1/targets/metadata", to: router) { form, _, _ throws(APIError) in try targetMetadata(form) }
    }

    private func targets(state: String, pool: String?) -> APIAnswer {
        let active = scrapes.activeTargets.filter { pool == nil || $0.job == pool }
        let dropped = scrapes.droppedTargets.filter { pool == nil || $0.job == pool }
        return APIAnswer { json in
            json.beginObject()
            json.key("activeTargets")
            json.beginArray()
            if state != "dropped" { for target in active { MetricsAPI.write(target, to: &json) } }
            json.endArray()
            json.key("droppedTargets")
            json.beginArray()
            if state != "active" {
                for target in dropped {
                    json.beginObject()
                    json.key("discoveredLabels")
                    json.labels(target.labels)
                    json.member("scrapePool", target.job)
                    json.endObject()
                }
            }
            json.endArray()
            json.key("droppedTargetCounts")
            json.beginObject()
            if state != "active" {
                for job in configuration.current.jobs where pool == nil || job.name == pool {
                    json.member(job.name, dropped.count { $0.job == job.name })
                }
            }
            json.endObject()
            json.endObject()
        }
    }

    private static func write(_ active: ActiveTarget, to json: inout JSONWriter) {
        let (target, status) = (active.target, active.status)
        json.beginObject()
        json.key("discoveredLabels")
        json.labels(target.discoveredLabels)
        json.key("labels")
        json.labels(target.labels)
        json.member("scrapePool", active.job)
        json.member("scrapeUrl", target.url)
        json.member("globalUrl", target.url)
        json.member("lastError", status.lastError)
        // Go's zero time stands for never.
        json.member("lastScrape", status.lastScrape?.rfc3339(fractionDigits: 9) ?? "0001-01-01T00:00:00Z")
        json.member("lastScrapeDuration", status.lastDuration)
        json.member("health", status.health.rawValue)
        json.member("scrapeInterval", DurationText.format(.milliseconds(target.interval)))
        json.member("scrapeTimeout", DurationText.format(.milliseconds(target.timeout)))
        json.endObject()
    }

    // MARK: Metadata

    private func metadata(_ form: FormParameters) throws(APIError) -> APIAnswer {
        let limit = try form.limit()
        let perMetric = try form.limit("limit_per_metric")
        var metrics: [String: [MetricMetadata]] = [:]
        for target in scrapes.activeTargets {
            for (name, metadata) in target.status.metadata where form["metric"] == nil || form["metric"] == name {
                if !(metrics[name]?.contains(metadata) ?? false) { metrics[name, default: []].append(metadata) }
            }
        }
        let names = metrics.keys.sorted()
        return APIAnswer { json in
            json.beginObject()
            for name in limit > 0 ? names.prefix(limit) : names[...] {
                json.key(name)
                json.beginArray()
                let all = metrics[name] ?? []
                for metadata in perMetric > 0 ? all.prefix(perMetric) : all[...] {
                    json.beginObject()
                    MetricsAPI.write(metadata, to: &json)
                    json.endObject()
                }
                json.endArray()
            }
            json.endObject()
        }
    }

    private func targetMetadata(_ form: FormParameters) throws(APIError) -> APIAnswer {
        let limit = try form.limit()
        var matchers: [LabelMatcher] = []
        if let text = form["match_target"] {
            let parsed = try FormParameters(body: [], query: nil).appending("match[]", text)
            matchers = try selectors(parsed).first ?? []
        }
        var left = limit > 0 ? limit : Int.max
        return APIAnswer { json in
            json.beginArray()
            for target in scrapes.activeTargets
            where matchers.allSatisfy({ $0.matches(target.target.labels[$0.name] ?? "") }) {
                for (name, metadata) in target.status.metadata.sorted(by: { $0.key < $1.key })
                where (form["metric"] == nil || form["metric"] == name) && left > 0 {
                    left -= 1
                    json.beginObject()
                    json.key("target")
                    json.labels(target.target.labels)
                    if form["metric"] == nil { json.member("metric", name) }
                    MetricsAPI.write(metadata, to: &json)
                    json.endObject()
                }
            }
            json.endArray()
        }
    }

    private static func write(_ metadata: MetricMetadata, to json: inout JSONWriter) {
        json.member("type", metadata.type.rawValue)
        json.member("help", metadata.help)
        json.member("unit", metadata.unit)
    }
}
