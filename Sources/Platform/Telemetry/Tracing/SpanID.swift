/// 8 bytes that name one hop of a trace; printed as 16 lowercase hexadecimal digits. Never zero.
public struct SpanID: Sendable, Hashable, CustomStringConvertible {
    let value: UInt64

    public static func random() -> SpanID { SpanID(value: .random(in: 1 ... .max)) }

    init(value: UInt64) { self.value = value }

    init?(hex: ArraySlice<UInt8>) {
        guard hex.count == 16, let value = LowercaseHex.parse(hex), value != 0 else { return nil }
        self.value = value
    }

    public var description: String { LowercaseHex.text(value) }
}
