import Synchronization

/// The metrics of one program. Instruments are made once and held by whoever writes to them; a scrape renders them all.
public final class MetricsRegistry: Sendable {
    public typealias Labels = [(name: String, value: String)]

    enum Kind: String {
        case counter, gauge, histogram
    }

    enum Instrument {
        case counter(Counter)
        case gauge(Gauge)
        case histogram(Histogram)
    }

    struct Family {
        let help: String
        let kind: Kind
        /// By the rendered label set, which is what tells two series apart.
        var series: [String: Instrument] = [:]
        /// Read at the time of the scrape.
        var collectors: [@Sendable () -> [(labels: Labels, value: Double)]] = []
    }

    let families = Mutex<[String: Family]>([:])

    public init() {}

    /// The counter of this name and these labels; the same one at every call.
    public func counter(_ name: String, _ help: String, labels: Labels = []) -> Counter {
        let instrument = instrument(name, help, .counter, labels) { .counter(Counter()) }
        guard case .counter(let counter) = instrument else { conflict(name) }
        return counter
    }

    /// The gauge of this name and these labels; the same one at every call.
    public func gauge(_ name: String, _ help: String, labels: Labels = []) -> Gauge {
        let instrument = instrument(name, help, .gauge, labels) { .gauge(Gauge()) }
        guard case .gauge(let gauge) = instrument else { conflict(name) }
        return gauge
    }

    /// The histogram of this name and these labels; the same one at every call.
    /// - Parameter buckets: Ascending upper bounds without `+Inf`.
    public func histogram(
        _ name: String,
        _ help: String,
        labels: Labels = [],
        buckets: [Double] = .httpDurations
    ) -> Histogram {
        let instrument = instrument(name, help, .histogram, labels) { .histogram(Histogram(bounds: buckets)) }
        guard case .histogram(let histogram) = instrument else { conflict(name) }
        return histogram
    }

    /// What a collected sample means.
    public enum CollectedKind: Sendable {
        case counter, gauge
    }

    /// Samples that are read when a scrape asks for them. Several collectors may serve one name.
    public func collect(
        _ name: String,
        _ help: String,
        _ kind: CollectedKind = .gauge,
        _ read: @escaping @Sendable () -> [(labels: Labels, value: Double)]
    ) {
        let kind: Kind = kind == .counter ? .counter : .gauge
        families.withLock { families in
            families[name, default: Family(help: help, kind: kind)].collectors.append(read)
        }
    }

    private func instrument(
        _ name: String,
        _ help: String,
        _ kind: Kind,
        _ labels: Labels,
        _ make: () -> Instrument
    ) -> Instrument {
        precondition(MetricName.isValid(name), "BUG: \(name) is no metric name")
        let key = PrometheusText.labels(labels)
        return families.withLock { families in
            if let existing = families[name]?.series[key] {
                return existing
            }
            let instrument = make()
            families[name, default: Family(help: help, kind: kind)].series[key] = instrument
            return instrument
        }
    }

    private func conflict(_ name: String) -> Never {
        preconditionFailure("BUG: \(name) is registered as two kinds of metric")
    }
}

enum MetricName {
    /// `[a-zA-Z_:][a-zA-Z0-9_:]*`
    static func isValid(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: ":"):
                true
            default:
                false
            }
        }
    }
}
