import Bytes
import TimeSeries

/// Checks an exposition against all of OpenMetrics 1.0, also where Prometheus, and the scraper here, take more: the
/// order of lines, the names that belong to each type, and what the samples of a metric must agree on.
///
/// https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md
public struct OpenMetricsValidator {
    private var reader: ExpositionReader
    private var family: MetricFamily?
    private var usedNames = Set<String>()
    private var lineStart = 0

    /// - Throws: the first thing that is wrong.
    public static func validate(_ bytes: [UInt8]) throws(ExpositionError) {
        var validator = OpenMetricsValidator(
            reader: ExpositionReader(bytes, format: .openMetrics, isStrict: true)
        )
        try validator.run()
    }

    private init(reader: ExpositionReader) {
        self.reader = reader
    }

    private mutating func run() throws(ExpositionError) {
        while true {
            lineStart = reader.position
            guard let entry = try reader.next() else { break }
            switch entry {
            case .comment: break
            case .help(let name, _): try note(.help, of: name)
            case .type(let name, let type):
                try note(.type, of: name)
                family?.type = type
            case .unit(let name, let unit):
                try note(.unit, of: name)
                family?.hasUnit = !unit.isEmpty
            case .sample(let sample): try take(sample)
            }
        }
        try finishFamily()
    }

    private func failure(_ reason: String) -> ExpositionError {
        reader.error(reason, at: lineStart)
    }

    private mutating func note(_ line: MetricFamily.Metadata, of name: Range<Int>) throws(ExpositionError) {
        let name = reader.text(name)
        if family?.name != name { try beginFamily(name) }
        guard let family else { return }
        guard family.samples.isEmpty else { throw failure("metadata of \(name) after its samples") }
        guard !family.metadata.contains(line) else { throw failure("\(line.rawValue) of \(name) is there twice") }
        self.family?.metadata.insert(line)
    }

    private mutating func take(_ sample: ExpositionSample) throws(ExpositionError) {
        let labels = try reader.labels()
        let name = labels.metricName ?? ""
        if !(family?.sampleNames.contains(name) ?? false) {
            // Without metadata a metric is a family of its own, of unknown type.
            guard !(family?.reservedNames.contains(name) ?? false) else {
                throw failure("\(name) is no sample of the \(family?.type.rawValue ?? "") \(family?.name ?? "")")
            }
            try beginFamily(name)
        }
        if sample.exemplar != nil {
            let length = try reader.exemplarLabels().reduce(0) {
                $0 + $1.name.unicodeScalars.count + $1.value.unicodeScalars.count
            }
            guard length <= 128 else {
                throw failure("the exemplar's labels have \(length) characters, the limit is 128")
            }
        }
        let line = MetricFamily.Sample(
            name: name,
            labels: labels.withoutMetricName,
            value: sample.value,
            timestamp: sample.timestamp,
            hasExemplar: sample.exemplar != nil
        )
        if let reason = family?.add(line) { throw failure(reason) }
    }

    private mutating func beginFamily(_ name: String) throws(ExpositionError) {
        try finishFamily()
        family = MetricFamily(name: name)
    }

    private mutating func finishFamily() throws(ExpositionError) {
        guard let family else { return }
        if let reason = family.conclusion() { throw failure(reason) }
        for name in family.reservedNames.union([family.name]) {
            guard usedNames.insert(name).inserted else {
                throw failure("\(name) belongs to two metrics, or its lines stand apart")
            }
        }
        self.family = nil
    }
}
