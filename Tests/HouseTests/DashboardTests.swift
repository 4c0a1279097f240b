import Bytes
import TestSupport
import Testing

/// Boards are files that only Grafana would otherwise read; a wrong name in them is an empty panel at night.
@Suite("Grafana boards")
struct DashboardTests {
    static let boards: [String] = {
        let folder = PackageRoot.path("dashboards/grafana")
        return ((try? TestFiles.contents(of: folder)) ?? []).filter { $0.hasSuffix(".json") }.map { "\(folder)/\($0)" }
    }()

    /// Metrics that our programs expose.
    private static let metrics: Set<String> = [
        "http_server_request_duration_seconds_count", "http_server_request_duration_seconds_sum",
        "http_server_request_duration_seconds_bucket", "http_server_active_requests", "process_resident_memory_bytes",
        "process_cpu_seconds_total",
    ]
    private static let panelTypes: Set<String> = [
        "row", "timeseries", "stat", "gauge", "table", "heatmap", "bargauge", "logs",
    ]
    /// What stands in a query beside metrics, labels and variables.
    private static let queryWords: Set<String> = [
        "sum", "avg", "min", "max", "count", "by", "without", "rate", "increase", "histogram_quantile", "or",
        "label_values",
    ]

    @Test("there is a board")
    func exists() {
        #expect(!Self.boards.isEmpty)
    }

    @Test("panels have ids of their own, do not overlap, and are of kinds that Grafana has", arguments: boards)
    func panels(_ path: String) throws {
        let board = try JSONValue(parsing: try TestFiles.read(path))
        #expect(board["uid"]?.string?.isEmpty == false)
        #expect((39...41).contains(board["schemaVersion"]?.int ?? 0))
        var ids: Set<Int> = []
        var cells: [String: Int] = [:]
        for panel in board["panels"]?.array ?? [] {
            let id = try #require(panel["id"]?.int)
            #expect(ids.insert(id).inserted, "panel \(id) is there twice")
            #expect(Self.panelTypes.contains(panel["type"]?.string ?? ""), "panel \(id)")
            #expect(panel["type"]?.string == "row" || panel["description"]?.string?.isEmpty == false, "panel \(id)")
            let place = try #require(panel["gridPos"])
            let (x, y) = (try #require(place["x"]?.int), try #require(place["y"]?.int))
            let (width, height) = (try #require(place["w"]?.int), try #require(place["h"]?.int))
            #expect(x >= 0 && x + width <= 24, "panel \(id) is wider than the board")
            for column in x..<x + width {
                for row in y..<y + height {
                    let other = cells.updateValue(id, forKey: "\(column),\(row)")
                    #expect(other == nil, "panel \(id) lies over \(other ?? 0)")
                }
            }
        }
    }

    @Test("queries use variables that are defined and metrics that exist", arguments: boards)
    func queries(_ path: String) throws {
        let board = try JSONValue(parsing: try TestFiles.read(path))
        let variables = board["templating"]?["list"]?.array ?? []
        let names = Set(variables.compactMap { $0["name"]?.string })
        var queries = variables.compactMap { $0["definition"]?.string }
        for panel in board["panels"]?.array ?? [] {
            for target in panel["targets"]?.array ?? [] {
                if let uid = target["datasource"]?["uid"]?.string {
                    #expect(uid.hasPrefix("${"), "a fixed data source in panel \(panel["id"]?.int ?? 0)")
                    #expect(names.contains(String(uid.dropFirst(2).dropLast())))
                }
                if let query = target["expr"]?.string { queries.append(query) }
            }
        }
        #expect(!queries.isEmpty)
        for query in queries {
            for variable in words(of: query, startingWith: "$") where variable != "$__rate_interval" {
                #expect(names.contains(String(variable.dropFirst())), "\(variable) in \(query)")
            }
            let bare = withoutBracesAndParenthesisedLabels(query)
            for word in words(of: bare) where !Self.queryWords.contains(word) {
                #expect(Self.metrics.contains(word), "\(word) in \(query)")
            }
        }
    }

    /// The words of a query that begin with a letter, or with `prefix`.
    private func words(of query: String, startingWith prefix: Character? = nil) -> [String] {
        query.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "$") }.map(String.init).filter { word in
            prefix.map { word.first == $0 } ?? (word.first?.isLetter ?? false)
        }
    }

    /// Leaves what may be a metric or a function: drops selectors, ranges, and the label lists after `by`.
    private func withoutBracesAndParenthesisedLabels(_ query: String) -> String {
        var text = ""
        var depth = 0
        var isLabelList = false
        for character in query {
            if character == "(", text.hasSuffix("by ") || text.hasSuffix("without ") { isLabelList = true }
            if character == "{" || character == "[" { depth += 1 }
            if depth == 0, !isLabelList { text.append(character) }
            if character == "}" || character == "]" { depth -= 1 }
            if character == ")" { isLabelList = false }
        }
        // `label_values(metric, label)`: the label is no metric either.
        if text.hasPrefix("label_values("), let comma = text.firstIndex(of: ",") { text = String(text[..<comma]) }
        return text
    }
}
