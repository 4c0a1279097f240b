import TimeSeries

extension ScrapeIngest {
    /// The labels of the sample that was read last, with the target's own and after relabelling; nil where a rule drops
    /// it.
    func seriesLabels(_ reader: ExpositionReader) throws(ScrapeFailure) -> Labels? {
        let written: Labels
        do throws(ExpositionError) {
            written = try reader.labels()
        } catch {
            throw .exposition(error)
        }
        let merged =
            job.honorsLabels
            ? ScrapeIngest.honoring(written, target.labels, emptyNames: reader.emptyLabelNames)
            : ScrapeIngest.exporting(written, target.labels)
        guard let labels = job.metricRelabelling.apply(to: merged), !labels.isEmpty else { return nil }
        guard labels.metricName != nil else { throw .labels("missing metric name (__name__ label)") }
        try check(labels)
        return labels
    }

    /// The written labels win. One that is written with an empty value takes the target's away.
    static func honoring(_ written: Labels, _ target: Labels, emptyNames: [String]) -> Labels {
        var merged = written
        for label in target where written[label.name] == nil && !emptyNames.contains(label.name) {
            merged = merged.setting(label.name, to: label.value)
        }
        return merged
    }

    /// The target's labels win. Written ones that stand in their way get `exported_` before their names, as often as
    /// it takes.
    static func exporting(_ written: Labels, _ target: Labels) -> Labels {
        var merged = written
        var displaced: [Label] = []
        for label in target {
            if let value = written[label.name] { displaced.append(Label(name: label.name, value: value)) }
            merged = merged.setting(label.name, to: label.value)
        }
        for label in displaced.sorted(by: { $0.name.utf8.count < $1.name.utf8.count }) {
            var name = "exported_" + label.name
            while merged[name] != nil { name = "exported_" + name }
            merged = merged.setting(name, to: label.value)
        }
        return merged
    }

    private func check(_ labels: Labels) throws(ScrapeFailure) {
        let limits = job.limits
        guard limits.labels > 0 || limits.labelNameLength > 0 || limits.labelValueLength > 0 else { return }
        let metric = String((labels.metricName ?? "").prefix(50))
        if limits.labels > 0, labels.count > limits.labels {
            throw .labels(
                "label_limit exceeded (metric: \(metric), number of labels: \(labels.count), limit: \(limits.labels))"
            )
        }
        for label in labels {
            if limits.labelNameLength > 0, label.name.utf8.count > limits.labelNameLength {
                throw .labels(
                    "label_name_length_limit exceeded (metric: \(metric), label name: \(label.name.prefix(50)),"
                        + " length: \(label.name.utf8.count), limit: \(limits.labelNameLength))"
                )
            }
            if limits.labelValueLength > 0, label.value.utf8.count > limits.labelValueLength {
                throw .labels(
                    "label_value_length_limit exceeded (metric: \(metric), label name: \(label.name.prefix(50)),"
                        + " length: \(label.value.utf8.count), limit: \(limits.labelValueLength))"
                )
            }
        }
    }
}
