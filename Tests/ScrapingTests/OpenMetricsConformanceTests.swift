import Bytes
import TestSupport
import Testing

@testable import Scraping

/// The texts that the OpenMetrics project publishes: 44 that must parse, 167 that must be rejected.
@Suite("OpenMetrics conformance", .needsSharedData)
struct OpenMetricsConformanceTests {
    private struct Case {
        let name: String
        let bytes: [UInt8]
        let shouldParse: Bool
    }

    private func cases() throws -> [Case] {
        try SharedData.contents("conformance/openmetrics").compactMap { name in
            let folder = "conformance/openmetrics/\(name)"
            guard TestFiles.exists(SharedData.path("\(folder)/test.json")) else { return nil }
            let description = try JSONValue(parsing: try SharedData.bytes("\(folder)/test.json"))
            return Case(
                name: name,
                bytes: try SharedData.bytes("\(folder)/\(try #require(description["file"]?.string))"),
                shouldParse: description["shouldParse"] == .bool(true)
            )
        }
    }

    @Test("The validator takes what must parse and refuses what must be rejected, every one")
    func validator() throws {
        let cases = try cases()
        #expect(cases.count { $0.shouldParse } == 44)
        #expect(cases.count { !$0.shouldParse } == 167)
        for item in cases {
            do {
                try OpenMetricsValidator.validate(item.bytes)
                #expect(item.shouldParse, "\(item.name) was taken: \(String(decoding: item.bytes, as: UTF8.self))")
            } catch {
                #expect(!item.shouldParse, "\(item.name): \(error)")
            }
        }
    }

    @Test("The scraper, as lenient as Prometheus, takes everything that must parse, and refuses the bad grammar")
    func scraper() throws {
        var refused = 0
        for item in try cases() {
            var reader = ExpositionReader(item.bytes, format: .openMetrics)
            do {
                while let entry = try reader.next() {
                    if case .sample = entry { _ = try reader.labels() }
                }
            } catch {
                #expect(!item.shouldParse, "\(item.name): \(error)")
                refused += 1
            }
        }
        // The rest of the 167 breaks rules between lines, which Prometheus does not check either.
        #expect(refused >= 85)
    }
}
