import TestSupport
import Testing

@testable import TimeSeries

@Suite("The samples of a series")
struct SeriesSamplesTests {
    @Test("are what a dictionary says, in whatever order they come", arguments: 0..<12)
    func model(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        var samples = SeriesSamples()
        var model: [Int64: UInt64] = [:]
        var clock: Int64 = 0
        for _ in 0..<3_000 {
            let isLate = Int.random(in: 0..<4, using: &generator) == 0
            if !isLate { clock += Int64.random(in: 0...3, using: &generator) }
            let timestamp = isLate ? Int64.random(in: -50...max(clock, 1), using: &generator) : clock
            let bits = UInt64.random(in: 0...2, using: &generator)
            let outcome = samples.insert(timestamp, Double(bitPattern: bits))
            if let known = model[timestamp] {
                #expect(outcome == (known == bits ? .duplicate : .conflict))
            } else {
                let newest = model.keys.max() ?? .min
                #expect(outcome == (model.isEmpty || timestamp > newest ? .appended : .insertedLate))
                model[timestamp] = bits
            }
            if Int.random(in: 0..<500, using: &generator) == 0 {
                let cutoff = Int64.random(in: -10...clock, using: &generator)
                let expired = model.keys.filter { $0 < cutoff }
                #expect(samples.removeSamples(before: cutoff) == expired.count)
                for key in expired { model[key] = nil }
            }
        }
        #expect(samples.count == model.count)
        #expect(samples.firstTimestamp == model.keys.min())
        #expect(samples.lastTimestamp == model.keys.max())
        for _ in 0..<300 {
            let start = Int64.random(in: -60...clock + 5, using: &generator)
            let end = start + Int64.random(in: 0...clock, using: &generator)
            let expected = model.filter { $0.key >= start && $0.key <= end }.sorted { $0.key < $1.key }
            let data = samples.slice(from: start, through: end).data(labels: Labels())
            #expect(data.timestamps == expected.map(\.key))
            #expect(data.values.map(\.bitPattern) == expected.map(\.value))
            #expect(samples.hasSample(from: start, through: end) == !expected.isEmpty)
        }
        let all = samples.slice(from: .min, through: .max).data(labels: Labels())
        #expect(all.timestamps == model.keys.sorted())
    }

    @Test("stand in chunks that do not overlap and are never empty")
    func chunks() {
        var generator = SeededGenerator(seed: 77)
        var samples = SeriesSamples()
        for timestamp in (0..<5_000).shuffled(using: &generator) { _ = samples.insert(Int64(timestamp), 1) }
        var last = Int64.min
        for chunk in samples.chunks {
            #expect(!chunk.timestamps.isEmpty)
            #expect(chunk.count <= SampleChunk.capacity)
            #expect(chunk.timestamps.count == chunk.values.count)
            for timestamp in chunk.timestamps {
                #expect(timestamp > last)
                last = timestamp
            }
        }
        #expect(samples.count == 5_000)
    }
}
