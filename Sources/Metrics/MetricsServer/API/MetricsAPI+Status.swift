import Bytes
import HTTPTypes
import Hummingbird
import ServiceKit
import Telemetry
import TimeSeries

extension MetricsAPI {
    /// The version whose API this is. Clients choose what they ask for by it, so it is Prometheus's, with ours behind.
    static let version = "3.0.0+martlet.\(Version.current)"

    func addStatusRoutes(to router: AppRouter) {
        add("/api/v1/status/buildinfo", to: router) { _, _, _ throws(APIError) in
            APIAnswer { json in
                json.beginObject()
                json.member("version", MetricsAPI.version)
                json.member("revision", "martlet-\(Version.current)")
                json.member("branch", "")
                json.member("buildUser", "")
                json.member("buildDate", "")
                json.member("goVersion", "")
                json.endObject()
            }
        }
        add("/api/v1/status/config", to: router) { _, _, _ throws(APIError) in
            APIAnswer { json in
                json.beginObject()
                json.member("yaml", configuration.current.text)
                json.endObject()
            }
        }
        add("/api/v1/status/flags", to: router) { _, _, _ throws(APIError) in
            APIAnswer { json in
                json.beginObject()
                for flag in settings.flags { json.member(flag.name, flag.value) }
                json.endObject()
            }
        }
        add("/api/v1/status/runtimeinfo", to: router) { _, _, _ throws(APIError) in runtimeInformation() }
        add("/api/v1/status/tsdb", to: router) { form, _, _ throws(APIError) in
            let limit = try form.limit()
            guard limit <= 10_000 else { throw .invalidParameter("limit", "limit must not exceed 10000") }
            return storeInformation(limit: limit > 0 ? limit : 10)
        }
        // There are no rules and no alerts here, which is what these say; clients ask for them when they connect.
        add("/api/v1/rules", to: router) { _, _, _ throws(APIError) in APIAnswer.emptyLists("groups") }
        add("/api/v1/alerts", to: router) { _, _, _ throws(APIError) in APIAnswer.emptyLists("alerts") }
        add("/api/v1/alertmanagers", to: router) { _, _, _ throws(APIError) in
            APIAnswer.emptyLists("activeAlertmanagers", "droppedAlertmanagers")
        }
    }

    private func runtimeInformation() -> APIAnswer {
        let reload = configuration.reload
        return APIAnswer { json in
            json.beginObject()
            json.member("startTime", started.rfc3339(fractionDigits: 9))
            json.member("CWD", FileLocation.workingDirectory)
            json.member("hostname", ProcessEnvironment.hostName)
            json.member("serverTime", Timestamp.now().rfc3339(fractionDigits: 9))
            json.member("reloadConfigSuccess", reload.isSuccessful)
            json.member("lastConfigTime", reload.time.rfc3339(fractionDigits: 0))
            json.member("corruptionCount", 0)
            json.member("goroutineCount", 0)
            json.member("GOMAXPROCS", 0)
            json.member("GOMEMLIMIT", 0)
            json.member("GOGC", "")
            json.member("GODEBUG", "")
            json.member("storageRetention", DurationText.format(settings.retention))
            json.endObject()
        }
    }

    private func storeInformation(limit: Int) -> APIAnswer {
        let statistics = store.statistics
        let cardinality = store.cardinality(limit: limit)
        let lists: [(String, [StoreCardinality.Entry])] = [
            ("seriesCountByMetricName", cardinality.seriesByMetricName),
            ("labelValueCountByLabelName", cardinality.valuesByLabelName),
            ("memoryInBytesByLabelName", cardinality.bytesByLabelName),
            ("seriesCountByLabelValuePair", cardinality.seriesByLabelPair),
        ]
        return APIAnswer { json in
            json.beginObject()
            json.key("headStats")
            json.beginObject()
            json.member("numSeries", statistics.series)
            json.member("numLabelPairs", statistics.labelPairs)
            json.member("chunkCount", statistics.chunks)
            json.member("minTime", Int(statistics.oldest ?? .max))
            json.member("maxTime", Int(statistics.newest ?? .min))
            json.endObject()
            for (name, entries) in lists {
                json.key(name)
                json.beginArray()
                for entry in entries {
                    json.beginObject()
                    json.member("name", entry.name)
                    json.member("value", entry.value)
                    json.endObject()
                }
                json.endArray()
            }
            json.endObject()
        }
    }
}

extension APIAnswer {
    /// An object of lists that are empty.
    static func emptyLists(_ names: String...) -> APIAnswer {
        APIAnswer { json in
            json.beginObject()
            for name in names {
                json.key(name)
                json.strings([])
            }
            json.endObject()
        }
    }
}
