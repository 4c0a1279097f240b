import Synchronization

extension MetricsRegistry {
    /// The content type of ``text()``.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// Every metric in Prometheus's text format 0.0.4, families and series in order of their names.
    public func text() -> [UInt8] {
        // Collectors run outside of the lock: they may take locks of their own.
        let families = families.withLock { $0 }
        var text = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            text += "# HELP \(name) \(PrometheusText.escapedHelp(family.help))\n"
            text += "# TYPE \(name) \(family.kind.rawValue)\n"
            for (labels, instrument) in family.series.sorted(by: { $0.key < $1.key }) {
                switch instrument {
                case .counter(let counter): text += "\(name)\(labels) \(PrometheusText.number(counter.value))\n"
                case .gauge(let gauge): text += "\(name)\(labels) \(PrometheusText.number(gauge.value))\n"
                case .histogram(let histogram): text += PrometheusText.histogram(name, labels, histogram)
                }
            }
            for read in family.collectors {
                for sample in read() {
                    text += "\(name)\(PrometheusText.labels(sample.labels)) \(PrometheusText.number(sample.value))\n"
                }
            }
        }
        return Array(text.utf8)
    }
}

enum PrometheusText {
    /// `{a="1",b="2"}`, or nothing.
    static func labels(_ labels: MetricsRegistry.Labels) -> String {
        guard !labels.isEmpty else { return "" }
        return "{" + labels.map { "\($0.name)=\"\(escapedValue($0.value))\"" }.joined(separator: ",") + "}"
    }

    static func histogram(_ name: String, _ labels: String, _ histogram: Histogram) -> String {
        let state = histogram.snapshot()
        let prefix = labels.isEmpty ? "{" : labels.dropLast() + ","
        var text = ""
        var cumulative: UInt64 = 0
        for (index, count) in state.counts.enumerated() {
            cumulative += count
            let bound = index < histogram.bounds.count ? number(histogram.bounds[index]) : "+Inf"
            text += "\(name)_bucket\(prefix)le=\"\(bound)\"} \(cumulative)\n"
        }
        text += "\(name)_sum\(labels) \(number(state.sum))\n"
        text += "\(name)_count\(labels) \(cumulative)\n"
        return text
    }

    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if let integer = Int64(exactly: value) { return String(integer) }
        return value.description
    }

    static func escapedHelp(_ text: String) -> String {
        escape(text, quotes: false)
    }

    static func escapedValue(_ text: String) -> String {
        escape(text, quotes: true)
    }

    private static func escape(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
