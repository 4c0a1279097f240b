internal import Bytes

/// What `_bulk` answers for each document.
struct BulkReply {
    enum Verdict: Equatable {
        /// It is there: made now, or by an earlier request whose answer was lost.
        case stored
        /// Not now: the server is busy.
        case later(String)
        /// Never: the document is wrong.
        case refused(String)
    }

    /// In the order of the request.
    let verdicts: [Verdict]

    struct Malformed: Error {
        let reason: String
    }

    /// - Parameter count: Documents in the request.
    init(_ body: [UInt8], count: Int) throws(Malformed) {
        let reply: JSONValue
        do {
            reply = try JSONValue(parsing: body)
        } catch {
            throw Malformed(reason: "the answer to _bulk is no JSON: \(error)")
        }
        guard let items = reply["items"]?.array, items.count == count else {
            throw Malformed(reason: "the answer to _bulk has not one item for each document")
        }
        if reply["errors"]?.bool == false {
            verdicts = Array(repeating: .stored, count: count)
            return
        }
        verdicts = items.map { Self.verdict($0.object?.members.first?.value) }
    }

    private static func verdict(_ item: JSONValue?) -> Verdict {
        guard let status = item?["status"]?.int else { return .later("an item without a status") }
        let error = item?["error"]
        let reason = error?["reason"]?.string ?? error?.string ?? "status \(status)"
        let type = error?["type"]?.string.map { "\($0): " } ?? ""
        switch status {
        case 200..<300: return .stored
        case 409: return .stored
        case 429, 500...: return .later("\(type)\(reason)")
        default: return .refused("\(status) \(type)\(reason)")
        }
    }
}
