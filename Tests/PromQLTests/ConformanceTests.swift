import TestSupport
import Testing

/// Prometheus's own test scripts (`../shared/conformance/promql`), run as they are. What they need that is not built is counted and named, never left out in silence.
@Suite struct ConformanceTests {
    private static let folder = "conformance/promql"

    /// The evaluations that pass today; the number may only grow.
    private static let passedEvaluations = 1218

    @Test(.needsSharedData)
    func prometheusScripts() throws {
        var passed = 0
        var total = 0
        var notBuilt: [String: Int] = [:]
        for file in try SharedData.contents(Self.folder) where file.hasSuffix(".test") {
            let report = try ScriptRunner.run(SharedData.text("\(Self.folder)/\(file)"))
            passed += report.passed
            total += report.total
            notBuilt.merge(report.notBuilt, uniquingKeysWith: +)
            let missing = report.notBuilt.sorted { $0.key < $1.key }.map { "\($0.value) need \($0.key)" }
            print("\(file): \(report.passed) of \(report.total) pass", missing.joined(separator: ", "))
            for failure in report.failures {
                Issue.record("\(file):\(failure.line): \(failure.query): \(failure.reason)")
            }
        }
        let missing = notBuilt.sorted { $0.key < $1.key }.map { "\($0.value) need \($0.key)" }
        print("all: \(passed) of \(total) pass,", missing.joined(separator: ", "))
        #expect(passed >= Self.passedEvaluations)
    }
}
