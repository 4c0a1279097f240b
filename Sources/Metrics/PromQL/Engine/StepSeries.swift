import TimeSeries

/// One series of an intermediate result: a value for each step, in one array.
///
/// A step without a value holds the stale marker. It cannot be mistaken for a value: selections leave markers out,
/// and arithmetic never makes that bit pattern, because it is a signalling NaN and results are quiet ones. So
/// presence costs no second array, and whoever computes checks it first.
struct StepSeries {
    var labels: Labels
    /// Whether the metric's name no longer fits the values and is to be taken away at the end.
    var dropsName: Bool
    var values: [Double]

    init(labels: Labels, dropsName: Bool = false, values: [Double]) {
        self.labels = labels
        self.dropsName = dropsName
        self.values = values
    }

    var isEmpty: Bool { !values.contains { !Absent.isAbsent($0) } }
}

/// The value of a step without a value.
enum Absent {
    static var value: Double { StaleMarker.value }

    @inline(__always)
    static func isAbsent(_ value: Double) -> Bool {
        value.bitPattern == StaleMarker.bits
    }
}

/// What an expression gives over all steps.
enum Evaluated {
    /// One value for each step.
    case scalar([Double])
    case string(String)
    case vector([StepSeries])

    /// How many samples it keeps in memory.
    var sampleCount: Int {
        switch self {
        case .scalar(let values): values.count
        case .string: 0
        case .vector(let series): series.sampleCount
        }
    }
}

extension Labels {
    /// The labels without those that describe the metric: its name, type and unit.
    var withoutMetricDescription: Labels { dropping(["__name__", "__type__", "__unit__"]) }
}

extension [StepSeries] {
    /// How many samples the series keep in memory.
    var sampleCount: Int { reduce(0) { $0 + $1.values.count } }
}
