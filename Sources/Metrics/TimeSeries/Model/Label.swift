/// One name and its value. Both are compared by their UTF-8 bytes, never by canonical equivalence: two spellings of
/// an accented letter are two values, as they are for Prometheus.
public struct Label: Sendable, Hashable, Comparable, CustomStringConvertible {
    public var name: String
    public var value: String

    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    /// The label that holds the metric's name.
    public static let metricName = "__name__"

    public static func == (left: Label, right: Label) -> Bool {
        left.name.utf8.elementsEqual(right.name.utf8) && left.value.utf8.elementsEqual(right.value.utf8)
    }

    public static func < (left: Label, right: Label) -> Bool {
        if left.name.utf8.elementsEqual(right.name.utf8) {
            return left.value.utf8.lexicographicallyPrecedes(right.value.utf8)
        }
        return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        // Strings with equal bytes hash alike, so this agrees with the byte-wise ==.
        hasher.combine(name)
        hasher.combine(value)
    }

    /// `name="value"`, quoted as Go quotes.
    public var description: String {
        (Label.isPlainName(name) ? name : GoQuotedText.quote(name)) + "=" + GoQuotedText.quote(value)
    }

    /// Whether a label name can stand in PromQL and the exposition formats without quotes: `[a-zA-Z_][a-zA-Z0-9_]*`.
    public static func isPlainName(_ name: some StringProtocol) -> Bool {
        isPlain(name, allowingColon: false)
    }

    /// Whether a metric name can stand without quotes: `[a-zA-Z_:][a-zA-Z0-9_:]*`.
    public static func isPlainMetricName(_ name: some StringProtocol) -> Bool {
        isPlain(name, allowingColon: true)
    }

    private static func isPlain(_ name: some StringProtocol, allowingColon: Bool) -> Bool {
        var isFirst = true
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
                break
            case UInt8(ascii: ":"):
                if !allowingColon { return false }
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if isFirst { return false }
            default:
                return false
            }
            isFirst = false
        }
        return !isFirst
    }
}
