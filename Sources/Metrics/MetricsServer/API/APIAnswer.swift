import Bytes
import HTTPTypes
import Hummingbird
import ServiceKit
import Storage

/// What a route of the API answers: the JSON of `data`, and what there is to say about it.
struct APIAnswer: Sendable {
    /// JSON.
    var data: [UInt8]
    var warnings: [String] = []
    var infos: [String] = []

    init(data: [UInt8], warnings: [String] = [], infos: [String] = []) {
        self.data = data
        self.warnings = warnings
        self.infos = infos
    }

    /// - Parameter write: writes the value of `data`.
    init(warnings: [String] = [], _ write: (inout JSONWriter) -> Void) {
        var json = JSONWriter()
        write(&json)
        self.init(data: json.bytes, warnings: warnings)
    }

    /// As many warnings, and as many infos, as Prometheus answers with.
    private static let notesLimit = 10

    /// The document, compressed where the client takes that and it is worth it.
    func encoded(acceptsGzip: Bool) -> (bytes: [UInt8], isCompressed: Bool) {
        var json = JSONWriter(reservingCapacity: data.count + 64)
        json.beginObject()
        json.member("status", "success")
        json.key("data")
        json.raw(data)
        APIAnswer.write(warnings, as: "warnings", more: "warnings", to: &json)
        APIAnswer.write(infos, as: "infos", more: "infos", to: &json)
        json.endObject()
        guard acceptsGzip, json.bytes.count > 1024 else { return (json.bytes, false) }
        return (Gzip.compress(json.bytes, level: 1), true)
    }

    private static func write(_ notes: [String], as key: String, more: String, to json: inout JSONWriter) {
        guard !notes.isEmpty else { return }
        json.key(key)
        json.beginArray()
        for note in notes.prefix(notesLimit) { json.string(note) }
        if notes.count > notesLimit { json.string("\(notes.count - notesLimit) more \(more)") }
        json.endArray()
    }
}

extension Request {
    /// Whether the client takes gzip: named in Accept-Encoding and not with a weight of zero.
    var acceptsGzip: Bool {
        for part in (headers[.acceptEncoding] ?? "").split(separator: ",") {
            let pieces = part.split(separator: ";").map { String($0.filter { $0 != " " }).lowercased() }
            guard let coding = pieces.first, coding == "gzip" || coding == "*" else { continue }
            return !pieces.dropFirst().contains { ["q=0", "q=0.0", "q=0.00", "q=0.000"].contains($0) }
        }
        return false
    }
}
