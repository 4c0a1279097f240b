/// The value that ends a series: Prometheus's StaleNaN, a NaN with a payload of its own. Everything that carries
/// values must keep their bits, and must ask here instead of comparing.
public enum StaleMarker {
    public static let bits: UInt64 = 0x7ff0_0000_0000_0002

    public static var value: Double { Double(bitPattern: bits) }

    /// The NaN that Prometheus stores for a scraped `NaN`.
    public static var ordinaryNaN: Double { Double(bitPattern: 0x7ff8_0000_0000_0001) }

    @inlinable
    public static func isStale(_ value: Double) -> Bool {
        value.bitPattern == 0x7ff0_0000_0000_0002
    }
}
