import TimeSeries

extension Evaluator {
    /// The series without the metric's name, which is taken away now, or at the end of the query, as the options say.
    /// Series that are then alike become one, or are an error where `mustDiffer` says so.
    func withoutNames(_ series: [StepSeries], mustDiffer: Bool = false) throws(QueryError) -> [StepSeries] {
        var result = series
        for index in result.indices {
            result[index].dropsName = true
            if !options.removesNamesLate { result[index].labels = result[index].labels.withoutMetricDescription }
        }
        if options.removesNamesLate { return result }
        if mustDiffer, Set(result.map(\.labels)).count < result.count { throw .duplicateLabelSet }
        return try merged(result)
    }

    /// The result of the whole query: names that no longer fit are gone.
    func finished(_ series: [StepSeries]) throws(QueryError) -> [StepSeries] {
        var result = series
        for index in result.indices where result[index].dropsName {
            result[index].labels = result[index].labels.withoutMetricDescription
        }
        return try merged(result)
    }

    /// Makes one series of those with equal labels; values of two at the same step are an error.
    func merged(_ series: [StepSeries]) throws(QueryError) -> [StepSeries] {
        if series.count < 2 { return series }
        var places: [Labels: Int] = [:]
        places.reserveCapacity(series.count)
        var result: [StepSeries] = []
        result.reserveCapacity(series.count)
        for one in series {
            if let place = places[one.labels] {
                try result[place].merge(one)
            } else {
                places[one.labels] = result.count
                result.append(one)
            }
        }
        return result
    }
}

extension StepSeries {
    /// Takes over the values of another series with the same labels, where this one has none.
    mutating func merge(_ other: StepSeries) throws(QueryError) {
        for index in values.indices where !Absent.isAbsent(other.values[index]) {
            guard Absent.isAbsent(values[index]) else { throw .duplicateLabelSet }
            values[index] = other.values[index]
        }
    }
}
