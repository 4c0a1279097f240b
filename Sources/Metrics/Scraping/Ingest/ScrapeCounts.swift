/// What a scrape brought.
struct ScrapeCounts: Sendable, Equatable {
    /// Samples in the exposition.
    var scraped = 0
    /// Of those, the ones that relabelling kept.
    var kept = 0
    /// Series that were not in the scrape before.
    var seriesAdded = 0
    var exemplars = 0
    var duplicates = 0
    var tooOld = 0
}
