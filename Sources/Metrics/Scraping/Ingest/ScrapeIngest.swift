import Bytes
import TimeSeries

/// What is remembered of a target between its scrapes, and how a scrape becomes groups of samples. No I/O but the
/// store's.
struct ScrapeIngest {
    struct Sample {
        /// In the cache.
        var place: Int
        var value: Double
        /// Milliseconds since 1970 UTC, where the sample has one that counts.
        var timestamp: Int64?
    }

    let job: ScrapeJob
    let target: Target
    var cache: SeriesCache
    private(set) var scrape: UInt64 = 0
    private(set) var metadata: [String: MetricMetadata] = [:]
    /// The references of `up` and its like, once they are known.
    private var reportReferences: [SeriesReference] = []

    init(job: ScrapeJob, target: Target, seed: UInt64) {
        self.job = job
        self.target = target
        cache = SeriesCache(seed: seed)
    }

    /// Stores an exposition, the ends of the series that are no longer in it, and the report of the scrape, as one.
    ///
    /// - Parameters:
    ///   - body: why there is none, where the scrape has failed before.
    ///   - timestamp: of the scrape, in milliseconds since 1970.
    ///   - duration: of the scrape in seconds, asked for when the exposition has been read.
    /// - Returns: what was scraped, and why it failed if it did. The report is stored in both cases.
    mutating func ingest(
        _ body: Result<(bytes: [UInt8], format: ExpositionFormat), ScrapeFailure>,
        at timestamp: Int64,
        duration: () -> Double,
        into store: TimeSeriesStore
    ) -> (counts: ScrapeCounts, failure: ScrapeFailure?) {
        var counts = ScrapeCounts()
        do throws(ScrapeFailure) {
            scrape += 1
            let (bytes, format) = try body.get()
            let samples = try read(bytes, format, &counts)
            let outcome = try append(to: store) { ingest in
                ingest.groups(of: samples, at: timestamp, store)
                    + [ingest.staleMarkers(at: timestamp, store)]
                    + [ingest.report(counts, isUp: true, duration(), at: timestamp, store)]
            }
            counts.duplicates = outcome.conflicting.count
            counts.tooOld = outcome.tooOld.count
            cache.finish(scrape)
            return (counts, nil)
        } catch {
            return (counts, storeFailure(error, counts, at: timestamp, duration: duration, into: store))
        }
    }

    /// As if the target had exposed nothing: all its series end, and the report says that it is down.
    private mutating func storeFailure(
        _ failure: ScrapeFailure,
        _ counts: ScrapeCounts,
        at timestamp: Int64,
        duration: () -> Double,
        into store: TimeSeriesStore
    ) -> ScrapeFailure {
        scrape += 1
        do throws(ScrapeFailure) {
            _ = try append(to: store) { ingest in
                [ingest.staleMarkers(at: timestamp, store)]
                    + [ingest.report(counts, isUp: false, duration(), at: timestamp, store)]
            }
            cache.finish(scrape)
            return failure
        } catch {
            return error
        }
    }

    /// The target is gone: all its series end, those of its reports too.
    mutating func end(at timestamp: Int64, in store: TimeSeriesStore) -> ScrapeFailure? {
        scrape += 1
        do throws(ScrapeFailure) {
            _ = try append(to: store) { ingest in
                var reports = SampleGroup(timestamp: timestamp, onlyInOrder: true)
                for reference in ingest.reportReferences(store) { reports.append(reference, StaleMarker.value) }
                return [ingest.staleMarkers(at: timestamp, store), reports]
            }
            cache.finish(scrape)
            return nil
        } catch {
            return error
        }
    }

    // MARK: Reading

    private mutating func read(
        _ bytes: [UInt8],
        _ format: ExpositionFormat,
        _ counts: inout ScrapeCounts
    ) throws(ScrapeFailure) -> [Sample] {
        var reader = ExpositionReader(bytes, format: format)
        var samples: [Sample] = []
        samples.reserveCapacity(cache.entries.count)
        while let entry = try ScrapeIngest.next(&reader) {
            guard case .sample(let sample) = entry else {
                note(entry, reader)
                continue
            }
            counts.scraped += 1
            if sample.exemplar != nil { counts.exemplars += 1 }
            let timestamp = job.honorsTimestamps ? sample.timestamp : nil
            let isTracked = timestamp == nil || job.tracksTimestampsStaleness
            let place = try place(of: sample, reader, isTracked: isTracked, &counts)
            guard cache.entries[place].labels != nil else { continue }
            counts.kept += 1
            // Past the limit samples are only counted, so that the report tells by how much it was exceeded.
            if job.limits.samples == 0 || counts.kept <= job.limits.samples {
                samples.append(Sample(place: place, value: sample.value, timestamp: timestamp))
            }
        }
        if job.limits.samples > 0, counts.kept > job.limits.samples { throw .sampleLimit(job.limits.samples) }
        return samples
    }

    private static func next(_ reader: inout ExpositionReader) throws(ScrapeFailure) -> ExpositionEntry? {
        do throws(ExpositionError) {
            return try reader.next()
        } catch {
            throw .exposition(error)
        }
    }

    private mutating func place(
        of sample: ExpositionSample,
        _ reader: ExpositionReader,
        isTracked: Bool,
        _ counts: inout ScrapeCounts
    ) throws(ScrapeFailure) -> Int {
        if let place = cache.place(of: sample.series, in: reader.bytes) {
            cache.see(place, scrape: scrape, isTracked: isTracked)
            return place
        }
        let labels = try seriesLabels(reader)
        if labels != nil { counts.seriesAdded += 1 }
        return cache.add(
            .init(
                written: Array(reader.bytes[sample.series]),
                labels: labels,
                reference: nil,
                lastSeen: scrape,
                isTracked: isTracked
            )
        )
    }

    private mutating func note(_ entry: ExpositionEntry, _ reader: ExpositionReader) {
        switch entry {
        case .help(let name, let text): metadata[reader.text(name), default: .init()].help = reader.text(text)
        case .type(let name, let type): metadata[reader.text(name), default: .init()].type = type
        case .unit(let name, let unit): metadata[reader.text(name), default: .init()].unit = reader.text(unit)
        case .comment, .sample: break
        }
    }

    // MARK: Appending

    private mutating func append(
        to store: TimeSeriesStore,
        _ groups: (inout ScrapeIngest) -> [SampleGroup]
    ) throws(ScrapeFailure) -> AppendOutcome {
        // Retention may remove a series between its look-up and the append; then all are looked up again.
        var attempts = 0
        while true {
            do throws(AppendError) {
                return try store.append(groups(&self).filter { !$0.isEmpty })
            } catch {
                attempts += 1
                guard error == .unknownSeries, attempts < 3 else { throw .append("\(error)") }
                cache.forgetReferences()
                reportReferences = []
            }
        }
    }

    /// One group for the samples without a time of their own, and one for each other time.
    private mutating func groups(of samples: [Sample], at timestamp: Int64, _ store: TimeSeriesStore) -> [SampleGroup] {
        var groups = [SampleGroup(timestamp: timestamp)]
        var places: [Int64: Int] = [timestamp: 0]
        for sample in samples {
            let time = sample.timestamp ?? timestamp
            if places[time] == nil {
                places[time] = groups.count
                groups.append(SampleGroup(timestamp: time))
            }
            if let place = places[time], let reference = reference(at: sample.place, store) {
                groups[place].append(reference, sample.value)
            }
        }
        return groups
    }

    private mutating func staleMarkers(at timestamp: Int64, _ store: TimeSeriesStore) -> SampleGroup {
        var group = SampleGroup(timestamp: timestamp, onlyInOrder: true)
        for place in cache.entries.indices {
            let entry = cache.entries[place]
            guard entry.lastSeen != scrape, entry.isStored, entry.isTracked else { continue }
            if let reference = reference(at: place, store) { group.append(reference, StaleMarker.value) }
        }
        return group
    }

    private mutating func reference(at place: Int, _ store: TimeSeriesStore) -> SeriesReference? {
        if let reference = cache.entries[place].reference { return reference }
        guard let labels = cache.entries[place].labels else { return nil }
        let reference = store.resolve([labels])[0]
        cache.setReference(reference, at: place)
        return reference
    }

    private static let reportNames = [
        "up", "scrape_duration_seconds", "scrape_samples_scraped", "scrape_samples_post_metric_relabeling",
        "scrape_series_added",
    ]

    private mutating func report(
        _ counts: ScrapeCounts,
        isUp: Bool,
        _ duration: Double,
        at timestamp: Int64,
        _ store: TimeSeriesStore
    ) -> SampleGroup {
        var group = SampleGroup(timestamp: timestamp)
        let values = [isUp ? 1 : 0, duration, Double(counts.scraped), Double(counts.kept), Double(counts.seriesAdded)]
        for (reference, value) in zip(reportReferences(store), values) { group.append(reference, value) }
        return group
    }

    private mutating func reportReferences(_ store: TimeSeriesStore) -> [SeriesReference] {
        if reportReferences.isEmpty {
            reportReferences = store.resolve(
                ScrapeIngest.reportNames.map { target.labels.setting(Label.metricName, to: $0) }
            )
        }
        return reportReferences
    }
}
