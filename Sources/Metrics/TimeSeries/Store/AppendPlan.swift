/// What an append will store, sorted out before anything is written.
struct AppendPlan {
    /// Groups of the samples to store; none is empty.
    private(set) var accepted: [SampleGroup] = []
    private var places: [[AppendOutcome.Place]] = []
    private(set) var outcome = AppendOutcome()

    init(_ groups: [SampleGroup], _ head: borrowing Head) throws(AppendError) {
        for (groupIndex, group) in groups.enumerated() {
            var kept = SampleGroup(timestamp: group.timestamp)
            var keptPlaces: [AppendOutcome.Place] = []
            for (index, reference) in group.series.enumerated() {
                guard head.isLive(reference.number) else { throw .unknownSeries }
                let place = AppendOutcome.Place(group: groupIndex, sample: index)
                if group.timestamp < head.cutoff {
                    outcome.tooOld.append(place)
                    continue
                }
                let value = group.values[index]
                switch head.series[Int(reference.number)].samples.outlook(group.timestamp, value) {
                case .duplicate: outcome.duplicates += 1
                case .conflict: outcome.conflicting.append(place)
                case .insertedLate where group.onlyInOrder: outcome.outOfOrder += 1
                case .appended, .insertedLate:
                    kept.append(reference, value)
                    keptPlaces.append(place)
                }
            }
            if !kept.isEmpty {
                accepted.append(kept)
                places.append(keptPlaces)
            }
        }
    }

    /// A sample that stands twice in the append itself is noticed here; the first one counts, as it will when the log
    /// is read again.
    mutating func insert(into head: inout Head) {
        let (duplicates, conflicting, tooOld) = (outcome.duplicates, outcome.conflicting.count, outcome.tooOld.count)
        head.count {
            $0.samplesDuplicate += duplicates
            $0.samplesConflicting += conflicting
            $0.samplesTooOld += tooOld
        }
        for (group, places) in zip(accepted, places) {
            for index in group.series.indices {
                switch head.insert(group.series[index].number, group.timestamp, group.values[index]) {
                case .appended, .insertedLate: outcome.appended += 1
                case .duplicate: outcome.duplicates += 1
                case .conflict: outcome.conflicting.append(places[index])
                }
            }
        }
    }
}
