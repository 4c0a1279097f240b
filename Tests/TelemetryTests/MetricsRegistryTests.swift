import Telemetry
import Testing

@Suite("Metrics registry")
struct MetricsRegistryTests {
    private func text(_ registry: MetricsRegistry) -> String {
        String(decoding: registry.text(), as: UTF8.self)
    }

    @Test("families and series come in order, with help, type and escapes")
    func rendering() {
        let registry = MetricsRegistry()
        registry.counter("requests_total", "Requests\nby \\ path.", labels: [("path", "/\"a\\b\n")]).increment(by: 3)
        registry.counter("requests_total", "Requests\nby \\ path.", labels: [("path", "/")]).increment()
        registry.gauge("in_flight", "Now.").set(-2.5)
        #expect(
            text(registry) == """
                # HELP in_flight Now.
                # TYPE in_flight gauge
                in_flight -2.5
                # HELP requests_total Requests\\nby \\\\ path.
                # TYPE requests_total counter
                requests_total{path="/"} 1
                requests_total{path="/\\"a\\\\b\\n"} 3

                """
        )
    }

    @Test("a histogram's buckets are cumulative and end with its count")
    func histogram() {
        let registry = MetricsRegistry()
        let histogram = registry.histogram("seconds", "Time.", labels: [("route", "/")], buckets: [0.1, 1])
        for value in [0.05, 0.1, 0.5, 3] { histogram.observe(value) }
        #expect(
            text(registry) == """
                # HELP seconds Time.
                # TYPE seconds histogram
                seconds_bucket{route="/",le="0.1"} 2
                seconds_bucket{route="/",le="1"} 3
                seconds_bucket{route="/",le="+Inf"} 4
                seconds_sum{route="/"} 3.65
                seconds_count{route="/"} 4

                """
        )
    }

    @Test("the same name and labels give the same instrument")
    func identity() {
        let registry = MetricsRegistry()
        let first = registry.counter("a_total", "A.", labels: [("x", "1")])
        #expect(first === registry.counter("a_total", "A.", labels: [("x", "1")]))
        #expect(first !== registry.counter("a_total", "A.", labels: [("x", "2")]))
    }

    @Test("collected samples are read at each scrape")
    func collected() {
        let registry = MetricsRegistry()
        let source = registry.gauge("source", "S.")
        registry.collect("mirror", "M.") { [([("of", "source")], source.value)] }
        source.set(7)
        #expect(text(registry).contains("mirror{of=\"source\"} 7\n"))
        source.set(8)
        #expect(text(registry).contains("mirror{of=\"source\"} 8\n"))
    }

    @Test("no addition is lost between threads")
    func concurrency() async {
        let registry = MetricsRegistry()
        let counter = registry.counter("a_total", "A.")
        let histogram = registry.histogram("b", "B.", buckets: [1])
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<5_000 {
                        counter.increment()
                        histogram.observe(0.5)
                    }
                }
            }
        }
        #expect(counter.value == 40_000)
        #expect(text(registry).contains("b_count 40000\n"))
    }

    @Test("a process says what it is and what it uses")
    func process() {
        let registry = MetricsRegistry()
        registry.registerProcessMetrics(service: "tests", version: "1")
        let text = text(registry)
        #expect(text.contains("martlet_build_info{service=\"tests\",version=\"1\"} 1\n"))
        for name in ["process_resident_memory_bytes", "process_cpu_seconds_total", "process_open_fds"] {
            #expect(text.split(separator: "\n").contains { $0.hasPrefix("\(name) ") && !$0.hasSuffix(" 0") })
        }
    }
}
