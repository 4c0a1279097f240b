import TimeSeries

/// The labels by which series of two vectors find each other.
struct Signatures {
    private let labels: [String]
    private let isOn: Bool

    init(_ matching: VectorMatching) {
        isOn = matching.isOn
        labels = matching.isOn ? matching.labels : matching.labels + [Label.metricName]
    }

    func signature(of labels: Labels) -> Labels {
        isOn ? labels.keeping(self.labels) : labels.dropping(self.labels)
    }
}
