/// The parameters of a request: of the form in its body first, then of its URL.
struct FormParameters: Sendable {
    private var pairs: [(name: String, value: String)] = []

    /// - Parameters:
    ///   - body: `application/x-www-form-urlencoded`, empty where there is none.
    ///   - query: what stands behind the question mark.
    init(body: [UInt8], query: String?) throws(APIError) {
        try append(body[...])
        try append(Array((query ?? "").utf8)[...])
    }

    /// The first value of a name; nil where it is absent or empty, which Prometheus does not tell apart.
    subscript(name: String) -> String? {
        guard let value = pairs.first(where: { $0.name == name })?.value, !value.isEmpty else { return nil }
        return value
    }

    func all(_ name: String) -> [String] {
        pairs.filter { $0.name == name }.map(\.value)
    }

    private mutating func append(_ bytes: ArraySlice<UInt8>) throws(APIError) {
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            let equals = pair.firstIndex(of: UInt8(ascii: "="))
            let name = try FormParameters.decode(pair[..<(equals ?? pair.endIndex)])
            let value = try equals.map { equals throws(APIError) in try FormParameters.decode(pair[(equals + 1)...]) }
            pairs.append((name, value ?? ""))
        }
    }

    static func decode(_ bytes: ArraySlice<UInt8>) throws(APIError) -> String {
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "+"):
                plain.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard index + 2 < bytes.endIndex, let high = digit(bytes[index + 1]), let low = digit(bytes[index + 2])
                else {
                    let end = min(index + 3, bytes.endIndex)
                    let escape = String(decoding: bytes[index..<end], as: UTF8.self)
                    throw .badData("error parsing form values: invalid URL escape \"\(escape)\"")
                }
                plain.append(high << 4 | low)
                index += 2
            case let byte:
                plain.append(byte)
            }
            index += 1
        }
        guard let text = String(validating: plain, as: UTF8.self) else {
            throw .badData("error parsing form values: a parameter is not UTF-8")
        }
        return text
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension FormParameters {
    func appending(_ name: String, _ value: String) -> FormParameters {
        var copy = self
        copy.pairs.append((name, value))
        return copy
    }
}
