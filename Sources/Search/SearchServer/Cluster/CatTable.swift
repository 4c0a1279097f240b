import Bytes
import HTTPTypes
import Hummingbird
import HummingbirdCore
import LogStore

/// A table of the `_cat` routes: text in columns, or JSON whose values are all strings.
struct CatTable {
    struct Column {
        var name: String
        var aliases: [String] = []
        var description: String
        var isRight = false
        /// Not shown unless asked for.
        var isHidden = false
    }

    var columns: [Column]
    var rows: [[String]] = []

    /// Puts the table in the form that a request asks for: `format`, `v`, `h`, `s`, `help`.
    func response(to request: APIRequest) throws -> APIResponse {
        request.accept("master_timeout", "local", "ts")
        let format = request.string("format") ?? Self.acceptedFormat(request)
        let showsNames = try request.bool("v") ?? false
        let wanted = request.list("h")
        let order = request.list("s")
        let isHelp = try request.bool("help") ?? false
        try request.rejectUnknown()
        if isHelp {
            let lines = columns.map { [$0.name, $0.aliases.joined(separator: ","), $0.description] }
            return APIResponse(body: .text(Self.aligned(lines, rightColumns: [], separator: " | ")))
        }
        let chosen = try positions(wanted)
        let sorted = try self.sorted(order)
        switch format {
        case "json":
            let values = sorted.map { row -> JSONValue in
                .object(JSONObject(chosen.map { (key: $0.title, value: .string(row[$0.position])) }))
            }
            return .json(.array(values))
        case "text":
            var lines = sorted.map { row in chosen.map { row[$0.position] } }
            if showsNames { lines.insert(chosen.map(\.title), at: 0) }
            let right = Set(chosen.indices.filter { columns[chosen[$0].position].isRight })
            return APIResponse(body: .text(Self.aligned(lines, rightColumns: right, separator: " ")))
        default:
            throw APIError(
                .badRequest,
                type: "illegal_argument_exception",
                reason: "format [\(format)] is not supported; json and text are"
            )
        }
    }

    private static func acceptedFormat(_ request: APIRequest) -> String {
        let accept = request.request.headers[.accept] ?? ""
        return accept.contains("json") ? "json" : "text"
    }

    private func positions(_ wanted: [String]) throws -> [(title: String, position: Int)] {
        if wanted.isEmpty {
            return columns.indices.filter { !columns[$0].isHidden }.map { (columns[$0].name, $0) }
        }
        var chosen: [(title: String, position: Int)] = []
        for name in wanted {
            if let position = columns.firstIndex(where: { $0.name == name || $0.aliases.contains(name) }) {
                chosen.append((name, position))
            } else {
                for position in columns.indices
                where name.contains("*") && WildcardName.matches(name, columns[position].name) {
                    chosen.append((columns[position].name, position))
                }
            }
        }
        return chosen
    }

    private func sorted(_ order: [String]) throws -> [[String]] {
        var keys: [(position: Int, isAscending: Bool)] = []
        for part in order {
            let pieces = part.split(separator: ":").map(String.init)
            guard let name = pieces.first,
                let position = columns.firstIndex(where: { $0.name == name || $0.aliases.contains(name) })
            else {
                throw APIError(
                    .badRequest,
                    type: "unsupported_operation_exception",
                    reason: "Unable to sort by unknown sort key `\(part)`"
                )
            }
            keys.append((position, pieces.count < 2 || pieces[1] != "desc"))
        }
        return rows.sorted { left, right in
            for key in keys {
                let (a, b) = (left[key.position], right[key.position])
                if a == b { continue }
                if let a = Double(a), let b = Double(b) { return (a < b) == key.isAscending }
                return (a < b) == key.isAscending
            }
            return false
        }
    }

    private static func aligned(_ lines: [[String]], rightColumns: Set<Int>, separator: String) -> String {
        guard let first = lines.first else { return "" }
        let widths = first.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { line in
            let cells = line.indices.map { column -> String in
                let padding = String(repeating: " ", count: widths[column] - line[column].count)
                if rightColumns.contains(column) { return padding + line[column] }
                return column == line.count - 1 ? line[column] : line[column] + padding
            }
            return cells.joined(separator: separator) + "\n"
        }.joined()
    }

    /// Bytes as the `_cat` routes write them: `1.2kb`, or whole in the unit that `bytes` asks for.
    static func size(_ bytes: Int, unit: String?) throws -> String {
        let units: [(name: String, size: Int)] = [
            ("b", 1), ("kb", 1 << 10), ("mb", 1 << 20), ("gb", 1 << 30), ("tb", 1 << 40),
        ]
        if let unit {
            guard let found = units.first(where: { $0.name == unit || String($0.name.prefix(1)) == unit }) else {
                throw APIError(
                    .badRequest,
                    type: "illegal_argument_exception",
                    reason: "No enum constant org.elasticsearch.common.unit.ByteSizeUnit.\(unit.uppercased())"
                )
            }
            return String(bytes / found.size)
        }
        let found = units.last { bytes >= $0.size } ?? units[0]
        if found.size == 1 { return "\(bytes)b" }
        let tenths = bytes * 10 / found.size
        return tenths % 10 == 0 ? "\(tenths / 10)\(found.name)" : "\(tenths / 10).\(tenths % 10)\(found.name)"
    }
}
