/// The buckets of a classic histogram at one step: cumulative counts up to bounds.
struct ClassicBuckets {
    struct Bucket {
        var upperBound: Double
        var count: Double
    }

    private(set) var buckets: [Bucket] = []

    init(_ buckets: [Bucket]) {
        self.buckets = buckets
        self.buckets.sort { $0.upperBound < $1.upperBound }
        coalesce()
    }

    /// Whether the last bucket takes everything, without which the others mean nothing.
    var isComplete: Bool { buckets.last?.upperBound == .infinity }

    /// The quantile by linear interpolation within a bucket; the first bucket begins at 0 where its bound is above 0,
    /// and the last has no end, so that its start is the answer.
    ///
    /// - Returns: the value, and what was repaired where counts were not rising.
    mutating func quantile(_ quantile: Double) -> (value: Double, repair: BucketRepair.Extent?) {
        if quantile.isNaN { return (.nan, nil) }
        if quantile < 0 { return (-.infinity, nil) }
        if quantile > 1 { return (.infinity, nil) }
        guard isComplete else { return (.nan, nil) }
        smoothOutRoundingErrors()
        let repair = makeRising()
        guard buckets.count > 1, let observations = buckets.last?.count, observations != 0 else { return (.nan, nil) }
        var rank = quantile * observations
        let last = buckets.count - 1
        // Not a search for the first count below the rank: a rank of NaN belongs to the last bucket.
        let place = buckets[..<last].firstIndex { $0.count >= rank } ?? last
        if place == last { return (buckets[last - 1].upperBound, repair) }
        if place == 0, buckets[0].upperBound <= 0 { return (buckets[0].upperBound, repair) }
        var start = 0.0
        var count = buckets[place].count
        if place > 0 {
            start = buckets[place - 1].upperBound
            count -= buckets[place - 1].count
            rank -= buckets[place - 1].count
        }
        return (start + (buckets[place].upperBound - start) * (rank / count), repair)
    }

    /// The part of the observations between two bounds, by linear interpolation.
    func fraction(from lower: Double, to upper: Double) -> Double {
        guard isComplete, let total = buckets.last?.count, total != 0, !lower.isNaN, !upper.isNaN else { return .nan }
        if lower >= upper { return 0 }
        return (rank(of: upper, total) - rank(of: lower, total)) / total
    }

    /// How many observations lie below a value.
    private func rank(of value: Double, _ total: Double) -> Double {
        var below = 0.0
        for (index, bucket) in buckets.enumerated() {
            let start = index > 0 ? buckets[index - 1].upperBound : bucket.upperBound > 0 ? 0 : -.infinity
            if start >= value { return min(below, total) }
            if bucket.upperBound > value {
                // A bucket without an end has no middle: nothing of it counts, or all of it below the first bound.
                if start == -.infinity { return min(bucket.count, total) }
                let part = (value - start) / (bucket.upperBound - start)
                return min(below + (bucket.count - below) * part, total)
            }
            below = bucket.count
        }
        return total
    }

    /// Adds up buckets with one bound.
    private mutating func coalesce() {
        var result: [Bucket] = []
        for bucket in buckets {
            if let last = result.last, last.upperBound == bucket.upperBound {
                result[result.count - 1].count += bucket.count
            } else {
                result.append(bucket)
            }
        }
        buckets = result
    }

    /// Counts that differ by less than a trillionth from the one before are rounding errors.
    private mutating func smoothOutRoundingErrors() {
        guard var previous = buckets.first?.count else { return }
        for index in buckets.indices.dropFirst() {
            let count = buckets[index].count
            let delta = (count - previous).magnitude
            if delta == 0 { continue }
            if delta / count <= 1e-12 {
                buckets[index].count = previous
            } else {
                previous = count
            }
        }
    }

    /// Raises counts that are below an earlier one, and says where and by how much.
    private mutating func makeRising() -> BucketRepair.Extent? {
        guard var highest = buckets.first?.count else { return nil }
        var extent: BucketRepair.Extent?
        for index in buckets.indices.dropFirst() {
            let bucket = buckets[index]
            if bucket.count > highest {
                highest = bucket.count
            } else if bucket.count < highest {
                let difference = highest - bucket.count
                let known = extent
                extent = BucketRepair.Extent(
                    lowest: known?.lowest ?? bucket.upperBound,
                    highest: bucket.upperBound,
                    difference: max(known?.difference ?? 0, difference)
                )
                buckets[index].count = highest
            }
        }
        return extent
    }
}
