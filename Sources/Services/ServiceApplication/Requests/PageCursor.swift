public import Bytes
internal import Crypto
internal import HTTPTypes
public import ServiceKit

/// Where a page of a list ended, given to the client as opaque text: the sort values of the last item, bound to the
/// query they belong to, and signed, so that nothing else can be asked with it.
public struct PageCursor: Sendable {
    private static let version: UInt8 = 1
    private static let macBytes = 8

    private let key: SymmetricKey

    /// - Parameter secret: Kept by the service: a cursor stays good over restarts and on every replica.
    public init(secret: [UInt8]) {
        key = SymmetricKey(data: secret)
    }

    /// - Parameters:
    ///   - position: The sort values of the last item, its id last.
    ///   - query: The filters and the order of the list, in a canonical text.
    public func encode(_ position: [JSONValue], query: String) -> String {
        let payload = [Self.version] + JSONValue.array(position).serialized()
        return Base64.encode(payload + mac(payload, query), .url)
    }

    /// The position in a cursor that this service gave for the same query; else a 400.
    public func decode(_ text: String, query: String) throws(Problem) -> [JSONValue] {
        guard let bytes = Base64.decode(text, .url), bytes.count > 1 + Self.macBytes else { throw Self.refusal }
        let payload = Array(bytes.dropLast(Self.macBytes))
        guard Self.equal(mac(payload, query), Array(bytes.suffix(Self.macBytes))), payload[0] == Self.version,
            let position = (try? JSONValue(parsing: Array(payload.dropFirst())))?.array
        else { throw Self.refusal }
        return position
    }

    private func mac(_ payload: [UInt8], _ query: String) -> [UInt8] {
        let code = HMAC<SHA256>.authenticationCode(for: payload + [0] + Array(query.utf8), using: key)
        return Array(code.prefix(Self.macBytes))
    }

    private static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0 && left.count == right.count
    }

    public static let refusal = Problem(
        .badRequest,
        code: "invalid-cursor",
        detail: "The cursor is not one that was given for this query. Start without a cursor."
    )
}
