internal import Synchronization

/// The order in which a statement's `$n` parameters first appear.
///
/// PostgreSQL numbers parameters by what they say; SQLite takes `$2` for a name and numbers it by its first appearance.
/// So that one text means the same to both, values are put in the order of first appearance before they are bound.
final class ParameterOrders: Sendable {
    private let known = Mutex<[String: [Int]]>([:])

    /// Indices into the values, from 0.
    func order(of sql: String) throws(SQLError) -> [Int] {
        if let order = known.withLock({ $0[sql] }) { return order }
        let order = try Self.scan(sql)
        known.withLock { $0[sql] = order }
        return order
    }

    /// Reads the text once, past string literals, quoted names and comments.
    static func scan(_ sql: String) throws(SQLError) -> [Int] {
        var order: [Int] = []
        let text = Array(sql.utf8)
        var position = 0
        while position < text.count {
            switch text[position] {
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                let quote = text[position]
                position += 1
                while position < text.count, text[position] != quote { position += 1 }
                position += 1
            case UInt8(ascii: "-") where position + 1 < text.count && text[position + 1] == UInt8(ascii: "-"):
                while position < text.count, text[position] != UInt8(ascii: "\n") { position += 1 }
            case UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: "@"):
                throw SQLError(.misuse, "parameters are written $1, $2 …", sql: sql)
            case UInt8(ascii: "$"):
                position += 1
                var number = 0
                let start = position
                while position < text.count, (0x30...0x39).contains(text[position]), number < 100_000 {
                    number = number * 10 + Int(text[position] - 0x30)
                    position += 1
                }
                guard position > start, number >= 1, number <= 32_766 else {
                    throw SQLError(.misuse, "a parameter is $ and a number from 1", sql: sql)
                }
                if !order.contains(number - 1) { order.append(number - 1) }
            default:
                position += 1
            }
        }
        return order
    }
}
