import Bytes
import ServiceKit
import Storage
import TestSupport
import Testing

@testable import Console

@Suite("The page's files", .timeLimit(.minutes(1)))
struct AssetTests {
    private let web = PackageRoot.path("Sources/Console/Console/web")

    @Test("every file of web/ is embedded, as it is, and nothing else")
    func manifest() throws {
        let files = try TestFiles.files(below: web).filter { $0 != "package.json" }
        let embedded = EmbeddedAssets.all()
        #expect(embedded.map(\.path).sorted() == files.sorted(), "run scripts/console-assets.py")
        for (path, bytes) in embedded {
            #expect(bytes == (try TestFiles.read("\(web)/\(path)")), "\(path)")
            #expect(Asset(path: path, bytes: bytes, compress: false) != nil, "\(path) has no content type")
        }
    }

    @Test("the page names files that may be kept for ever, and is itself asked for each time")
    func caching() async throws {
        try await withConsole { console async throws in
            let page = try await console.get("/")
            #expect(page.status == 200)
            #expect(page.header("Content-Type") == "text/html; charset=utf-8")
            #expect(page.header("Cache-Control") == "no-cache")
            let tag = try #require(page.header("ETag"))
            let same = try await console.get("/", [("If-None-Match", "\"other\", W/\(tag)")])
            #expect(same.status == 304)
            #expect(same.body.isEmpty)
            #expect(same.header("ETag") == tag)
            #expect(try await console.get("/", [("If-None-Match", "\"other\"")]).status == 200)

            let scripts = page.text.split(separator: "\"").filter { $0.hasPrefix("/assets/") }.map(String.init)
            #expect(scripts.count == 4)
            for path in scripts {
                let file = try await console.get(path)
                #expect(file.status == 200, "\(path)")
                #expect(file.header("Cache-Control") == "public, max-age=31536000, immutable", "\(path)")
                #expect(file.header("X-Content-Type-Options") == "nosniff", "\(path)")
                #expect(file.header("ETag") != nil, "\(path)")
            }
            let module = try #require(scripts.first { $0.hasSuffix("app.js") })
            #expect(try await console.get(module).header("Content-Type") == "text/javascript; charset=utf-8")

            // A page of another version must get files, but not keep them under its version's name.
            let edition = module.split(separator: "/")[1]
            let other = module.split(separator: edition).joined(separator: "0123456789abcdef")
            let foreign = try await console.get(other)
            #expect(foreign.status == 200)
            #expect(foreign.header("Cache-Control") == "no-cache")
        }
    }

    @Test("files are sent compressed to those who take it")
    func compression() async throws {
        try await withConsole { console async throws in
            let plain = try await console.get("/assets/style.css", [("Accept-Encoding", "identity")])
            let refused = try await console.get("/assets/style.css", [("Accept-Encoding", "gzip;q=0, br")])
            let answer = try await RawRequest.send(
                "GET /assets/style.css HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: br, gzip\r\nConnection: close\r\n\r\n",
                to: console.port
            )
            let head = answer.split(separator: "\r\n\r\n")[0].lowercased()
            #expect(head.contains("content-encoding: gzip"))
            #expect(head.contains("vary: accept-encoding"))
            #expect(plain.header("Content-Encoding") == nil)
            #expect(plain.body == refused.body)
            #expect(answer.utf8.count < plain.body.count / 2)
            // Two forms of one file have two tags.
            let tag = try #require(plain.header("ETag"))
            #expect(!head.contains(tag.lowercased()))
            // Unpacked by the client, it is the same.
            #expect(try await console.get("/assets/style.css").body == plain.body)
        }
    }

    @Test("what is no file of the page is not found")
    func unknown() async throws {
        try await withConsole { console async throws in
            for path in ["/assets/", "/assets/nothing.js", "/assets/lib", "/assets/package.json", "/index.html"] {
                #expect(try await console.get(path).status == 404, "\(path)")
            }
            #expect(try await console.get("/favicon.ico").header("Content-Type") == "image/svg+xml")
            #expect(try await console.caller.request("HEAD", console.url + "/").status == 200)
            #expect(try await console.caller.request("POST", console.url + "/").status == 405)
        }
    }

    @Test("from a folder, files are read anew and nothing outside of it")
    func directory() async throws {
        let folder = try TemporaryDirectory()
        try folder.write("<script src=\"/assets/app.js\"></script>", to: "index.html")
        try folder.write("one", to: "app.js")
        try folder.write("secret", to: ".hidden.js")
        let path = folder.path
        try await withConsole {
            $0.assets = .directory(path)
        } _: { console async throws in
            #expect(try await console.get("/").text == "<script src=\"/assets/app.js\"></script>")
            #expect(try await console.get("/assets/app.js").text == "one")
            #expect(try await console.get("/assets/app.js").header("Cache-Control") == "no-store")
            try TestFiles.write("two", to: "\(path)/app.js")
            #expect(try await console.get("/assets/app.js").text == "two")
            for target in [
                "/assets/.hidden.js", "/assets/../../../etc/hosts.js", "/assets/%2e%2e/%2e%2e/etc/passwd",
                "/assets/..%2f..%2fetc%2fpasswd", "/assets//etc/passwd", "/assets/sub/../app.js",
                "/assets/\u{5C}app.js",
            ] {
                let answer = try await RawRequest.target(target, to: console.port)
                #expect([400, 404].contains(statusCode(answer)), "\(target): \(answer.prefix(60))")
            }
        }
    }

    @Test("a folder without a page is refused by name")
    func missingDirectory() async throws {
        var configuration = ConsoleConfiguration(searchURL: "http://127.0.0.1:1", metricsURL: "http://127.0.0.1:1")
        configuration.address = ListenAddress(host: "127.0.0.1", port: 0)
        configuration.assets = .directory("/nonexistent")
        await #expect(
            throws: StartupError("there is no index.html in /nonexistent; set --ui-dir to the folder of the page")
        ) {
            _ = try await ConsoleApplication(configuration: configuration, telemetry: quietTelemetry("console"))
        }
    }
}
