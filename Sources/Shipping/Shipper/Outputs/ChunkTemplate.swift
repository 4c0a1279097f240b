internal import Bytes
internal import EventPipeline

/// A text with the placeholders of outputs: `${tag}`, `${tag[n]}`, `${chunk_id}`, `${hostname}`, `${worker_id}`, a
/// chunk key such as `${kubernetes}`, and `%Y%m%d…` of the time slice.
struct ChunkTemplate: Sendable {
    enum Item: Sendable {
        case literal(String)
        case tag
        case tagPart(Int)
        case chunkID
        /// The index of a variable in the chunk's key.
        case variable(Int)
        case time(TimeFormat)
    }

    struct Invalid: Error {
        let reason: String
    }

    let items: [Item]

    /// - Parameter keys: The keys of the buffer, which are what may be named.
    init(_ text: String, keys: ChunkKeys, hostname: String) throws(Invalid) {
        var items: [Item] = []
        func literal(_ text: Substring) throws(Invalid) {
            guard !text.isEmpty else { return }
            guard Self.namesTime(text) else { return items.append(.literal(String(text))) }
            guard keys.timekey != nil else {
                throw Invalid(reason: "'\(text)' has time placeholders, but <buffer> has no chunk key 'time'")
            }
            do {
                items.append(.time(try TimeFormat(String(text))))
            } catch {
                throw Invalid(reason: error.reason)
            }
        }
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            try literal(rest[..<start.lowerBound])
            let body = rest[start.upperBound...]
            guard let end = body.firstIndex(of: "}") else {
                throw Invalid(reason: "a placeholder without '}' in '\(text)'")
            }
            let name = String(body[..<end])
            switch name {
            case "tag": items.append(.tag)
            case "chunk_id": items.append(.chunkID)
            case "hostname": items.append(.literal(hostname))
            case "worker_id": items.append(.literal("0"))
            case _ where name.hasPrefix("tag[") && name.hasSuffix("]"):
                guard let index = Int(name.dropFirst(4).dropLast()) else {
                    throw Invalid(reason: "'${\(name)}' needs a number")
                }
                items.append(.tagPart(index))
            default:
                guard let index = keys.fields.firstIndex(of: name) else {
                    throw Invalid(reason: "'${\(name)}' is not a chunk key: write <buffer \(name)>")
                }
                items.append(.variable(index))
            }
            rest = body[body.index(after: end)...]
        }
        try literal(rest)
        self.items = items
    }

    var namesTime: Bool { items.contains { if case .time = $0 { true } else { false } } }

    /// Whether a text has a directive such as `%Y`.
    private static func namesTime(_ text: Substring) -> Bool {
        zip(text, text.dropFirst()).contains { $0 == "%" && $1.isLetter }
    }

    func text(_ chunk: ChunkHandle, tag: String, zone: TimeZoneRule) -> String {
        var result = ""
        for item in items {
            switch item {
            case .literal(let text): result += text
            case .tag: result += tag
            case .tagPart(let index):
                let parts = tag.split(separator: ".", omittingEmptySubsequences: false)
                let place = index < 0 ? parts.count + index : index
                if parts.indices.contains(place) { result += parts[place] }
            case .chunkID: result += chunk.id.description
            case .variable(let index):
                result += chunk.key.variables.indices.contains(index) ? chunk.key.variables[index] : ""
            case .time(let format):
                let seconds = chunk.key.timekey ?? chunk.created.milliseconds / 1000
                result += format.write(Timestamp(milliseconds: seconds * 1000), zone: zone)
            }
        }
        return result
    }
}
