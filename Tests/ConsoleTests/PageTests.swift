import Console
import ServiceKit
import TestSupport
import Testing

/// The page itself: what may stand in its files, its own tests, and the page in a browser.
@Suite("The page")
struct PageTests {
    private static let web = PackageRoot.path("Sources/Console/Console/web")
    private static let node = ["/usr/bin/node", "/usr/local/bin/node"].contains { TestFiles.exists($0) }
    private static let python = PackageRoot.path(".build/python/bin/python3")
    private static let chromium = ["/usr/bin/chromium", "/usr/bin/chromedriver"].allSatisfy { TestFiles.exists($0) }

    private static func files(_ endings: String...) throws -> [String] {
        try TestFiles.files(below: web).filter { path in endings.contains { path.hasSuffix($0) } }
    }

    @Test("no script turns text into markup or code, and none asks another server")
    func scripts() throws {
        let forbidden = [
            "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "createContextualFragment", "DOMParser",
            "setHTML", "srcdoc", "eval(", "new Function", "javascript:", "setTimeout(\"", "importScripts", "WebSocket",
            "https://", "setAttribute(\"style\"", "style: \"", ".cssText",
        ]
        let paths = try Self.files(".js")
        #expect(paths.count > 20)
        for path in paths {
            let text = try TestFiles.text("\(Self.web)/\(path)")
            for word in forbidden { #expect(!text.contains(word), "\(path) has \(word)") }
            for line in text.split(separator: "\n") where line.contains("http://") {
                #expect(line.contains("http://www.w3.org/2000/svg"), "\(path): \(line)")
            }
        }
    }

    @Test("the page has no script or style of its own in it, and every file it names is there")
    func markup() throws {
        let page = try TestFiles.text("\(Self.web)/index.html")
        for part in ["<style", " style=", " onload=", " onclick=", "javascript:", "http:", "https:"] {
            #expect(!page.contains(part), "\(part)")
        }
        for tag in page.split(separator: "<script").dropFirst() {
            #expect(tag.prefix { $0 != ">" }.contains("src="), "an inline script")
        }
        for name in page.split(separator: "\"").filter({ $0.hasPrefix("/assets/") }) {
            #expect(TestFiles.exists("\(Self.web)/\(name.dropFirst(8))"), "\(name)")
        }
        for name in try Self.files(".css", ".svg") {
            let text = try TestFiles.text("\(Self.web)/\(name)")
            #expect(!text.contains("url(http") && !text.contains("@import"), "\(name)")
        }
    }

    @Test("both themes have the same properties, and every one that is used")
    func themes() throws {
        let style = try TestFiles.text("\(Self.web)/style.css")
        func properties(_ theme: String) -> Set<Substring> {
            guard let start = style.firstRange(of: "[data-theme=\"\(theme)\"] {") else { return [] }
            let block = style[start.upperBound...].prefix { $0 != "}" }
            let names = block.split(whereSeparator: \.isNewline).map { line in
                line.prefix { $0 != ":" }.drop { $0 == " " }
            }
            return Set(names.filter { $0.hasPrefix("--") })
        }
        let light = properties("light")
        #expect(light.count > 30)
        #expect(light == properties("dark"))
        let defined = light.union(["--font", "--mono", "--radius", "--radius-small", "--gap", "--row", "--query-lines"])
        for use in style.split(separator: "var(").dropFirst() {
            let name = use.prefix { $0 != ")" && $0 != "," && $0 != " " }
            #expect(defined.contains(name), "\(name) is used and not defined")
        }
    }

    @Test(
        "scripts are well formed and their pure parts hold",
        .enabled(if: node, "node is not installed"),
        .timeLimit(.minutes(2))
    )
    func nodeTests() async throws {
        for path in try Self.files(".js") {
            let result = try await Command.run("node", ["--check", "\(Self.web)/\(path)"])
            #expect(result.status == .exited(0), "\(path): \(result.errorOutput)")
        }
        let folder = PackageRoot.path("Tests/ConsoleTests/Page")
        let tests = try TestFiles.files(below: folder).filter { $0.hasSuffix(".test.mjs") }.map { "\(folder)/\($0)" }
        #expect(tests.count >= 6)
        let result = try await Command.run("node", ["--test"] + tests)
        #expect(result.status == .exited(0), "\(result.output)")
    }

    @Test(
        "in a browser, the page finds lines and series, filters by its links, and breaks no policy",
        .enabled(if: chromium, "chromium and chromium-driver are not installed"),
        .enabled(if: TestFiles.exists(python), "there is no .build/python with selenium; make test puts it there"),
        .timeLimit(.minutes(4))
    )
    func browser() async throws {
        let script = PackageRoot.path("Tests/ConsoleTests/Browser/fake_upstreams.py")
        let upstreams = try ChildProcess(Self.python, [script])
        let line = try await upstreams.waitForLine(containing: "listening on ")
        let url = String(try #require(line.split(separator: " ").last))
        var configuration = ConsoleConfiguration(searchURL: url, metricsURL: url)
        configuration.address = ListenAddress(host: "127.0.0.1", port: 0)
        configuration.components = [
            .init(name: "martlet-search", purpose: "logs", url: url, healthURL: "\(url)/_cat/indices")
        ]
        try await withConsole(configuration) { console async throws in
            let smoke = PackageRoot.path("scripts/console-smoke.py")
            let screenshots = PackageRoot.path(".build/screenshots")
            let browser = try ChildProcess(Self.python, [smoke, "--url", console.url, "--screenshots", screenshots])
            let status = try await browser.waitForExit(timeout: .seconds(180))
            #expect(status == .exited(0), "\(browser.output)\(browser.errorOutput)")
        }
        try await upstreams.terminate()
    }
}
