import Testing

/// Each rule finds what it is there for, and nothing else: made-up trees, with the place of what is wrong.
@Suite("A rule of the house")
struct HouseRuleTests {
    /// What a rule finds, as "path:line".
    private func places(_ rule: any HouseRule, _ files: [String: String], manifest: String = "") -> [String] {
        rule.violations(in: SourceTree(files, manifest: manifest)).map { "\($0.path):\($0.line)" }
    }

    private let bytes = ["Sources/Platform/Bytes/A.swift": "enum A {}"]

    @Test("finds a wing that imports another, and nothing in what is allowed")
    func wings() {
        let tree = [
            "Sources/Search/LogStore/A.swift": "import Bytes\nimport TimeSeries\n",
            "Sources/Metrics/TimeSeries/B.swift": "public import Bytes",
            "Sources/Programs/martlet/C.swift": "import LogStore\nimport TimeSeries\nimport CSodium",
            "Sources/Platform/Bytes/D.swift": "/* import LogStore */ let text = \"import LogStore\"",
            "Sources/Platform/Telemetry/E.swift": "\n@testable import struct LogStore.A",
            "Sources/CLibraries/CSodium/shim.h": "#include <sodium.h>",
            "Sources/Services/UserService/F.swift": "import CSodium",
            "Sources/Services/TodoService/G.swift": "import CSodium",
            "Tests/LogStoreTests/H.swift": "import LogStore\nimport TimeSeries",
        ]
        #expect(
            places(WingRule(), tree) == [
                "Sources/Platform/Telemetry/E.swift:2", "Sources/Programs/martlet/C.swift:3",
                "Sources/Search/LogStore/A.swift:2", "Sources/Services/TodoService/G.swift:1",
            ]
        )
    }

    @Test("finds Platform looking up in itself")
    func platformOrder() {
        let tree = [
            "Sources/Platform/Bytes/A.swift": "import Storage",
            "Sources/Platform/Storage/B.swift": "import Bytes",
            "Sources/Platform/ServiceKit/C.swift": "import Telemetry",
            "Sources/Platform/Telemetry/D.swift": "import Bytes\nimport ServiceKit",
        ]
        #expect(
            places(WingRule(), tree) == ["Sources/Platform/Bytes/A.swift:1", "Sources/Platform/Telemetry/D.swift:2"]
        )
    }

    @Test("keeps the database and the event bus to the services")
    func onlyServices() {
        let tree = [
            "Sources/Services/SQLDatabase/A.swift": "",
            "Sources/Services/EventBus/B.swift": "import SQLDatabase",
            "Sources/Programs/martlet/C.swift": "import EventBus\nimport SQLDatabase",
            "Sources/Programs/user-service/D.swift": "import EventBus",
        ]
        #expect(
            places(WingRule(), tree) == [
                "Sources/Programs/martlet/C.swift:1", "Sources/Programs/user-service/D.swift:1",
            ]
        )
    }

    @Test("finds a wing that is none")
    func unknownWing() {
        #expect(places(WingRule(), ["Sources/Attic/Old/A.swift": ""]) == ["Sources/Attic/Old/A.swift:1"])
    }

    @Test("finds sockets and Foundation in engines")
    func engines() {
        let tree = [
            "Sources/Metrics/PromQL/A.swift": "import Glibc\ninternal import NIOCore\nimport FoundationEssentials",
            "Sources/Platform/Storage/B.swift": "import Dispatch",
            "Sources/Metrics/Scraping/C.swift": "import NIOCore",
        ]
        #expect(
            places(EngineRule(), tree) == [
                "Sources/Metrics/PromQL/A.swift:2", "Sources/Metrics/PromQL/A.swift:3",
                "Sources/Platform/Storage/B.swift:1",
            ]
        )
    }

    @Test("finds full Foundation outside of the services")
    func foundation() {
        let tree = [
            "Sources/Platform/ServiceKit/A.swift": "import FoundationEssentials\nimport Foundation",
            "Sources/Platform/ServiceKit/B.swift": "import FoundationNetworking",
            "Sources/Services/PostService/C.swift": "import Foundation",
            "Tests/HouseTests/D.swift": "import Foundation",
        ]
        #expect(
            places(FoundationRule(), tree) == [
                "Sources/Platform/ServiceKit/A.swift:2", "Sources/Platform/ServiceKit/B.swift:1",
            ]
        )
    }

    @Test("finds unsafe code where it does not belong, and where nothing explains it")
    func unsafeCode() {
        let tree = [
            "Sources/Search/LogStore/A.swift": """
            // unsafe in a comment
            let a = "unsafe"
            let b: UnsafeRawPointer? = nil
            let c = "\\(unsafe f())"
            nonisolated(unsafe) var d = 1
            a.withUnsafeBytes { _ in }
            let isUnsafe = 1
            """,
            "Sources/Search/LogStore/B+Unsafe.swift":
                "// It is right because.\nextension B { func f() { unsafe g() } }",
            "Sources/Search/LogStore/C+Unsafe.swift": "extension C { // late\n func f() { unsafe g() } }",
            "Sources/Platform/Storage/D.swift": "unsafe f()",
            "Tests/Storage/E.swift": "unsafe f()",
        ]
        #expect(
            places(UnsafeRule(), tree) == [
                "Sources/Search/LogStore/A.swift:3", "Sources/Search/LogStore/A.swift:4",
                "Sources/Search/LogStore/A.swift:5", "Sources/Search/LogStore/A.swift:6",
                "Sources/Search/LogStore/C+Unsafe.swift:1", "Tests/Storage/E.swift:1",
            ]
        )
    }

    @Test("finds files that are too long or have another name than what they declare")
    func shapes() {
        let tree = [
            "Sources/Search/LogStore/Segment.swift": "public final class Segment {}"
                + String(repeating: "\n", count: 600),
            "Sources/Search/LogStore/Long.swift": "enum Long {}" + String(repeating: "\n//", count: 600),
            "Sources/Search/LogStore/Segment+Merging.swift": "extension Segment {}",
            "Sources/Search/LogStore/Array+Sums.swift": "extension [Int] {}",
            "Sources/Search/LogStore/Clause+Groups.swift": "extension [Clause] {}",
            "Sources/Search/LogStore/Inner+Text.swift": "extension Segment.Inner {}",
            "Sources/Search/LogStore/Helpers.swift": "struct Other {}",
            "Sources/Search/LogStore/Other+Text.swift": "extension Segment {}",
            "Sources/Search/LogStore/Segment2.swift": "extension Segment2 {}",
            "Sources/Programs/martlet/main.swift": "run()",
            "Sources/Platform/Bytes/Invariant.swift": "public func invariant() {}",
            "Tests/TestSupport/withEvery.swift": "public func withEvery() {}",
            "Tests/BytesTests/HashingTests.swift": "struct CRC32CTests {}",
            "Tests/BytesTests/OddTests.swift": "struct Odd {}",
        ]
        #expect(
            places(FileShapeRule(), tree) == [
                "Sources/Search/LogStore/Long.swift:601", "Sources/Search/LogStore/Helpers.swift:1",
                "Sources/Search/LogStore/Other+Text.swift:1", "Sources/Search/LogStore/Segment2.swift:1",
                "Tests/BytesTests/OddTests.swift:1",
            ]
        )
    }

    @Test("finds what was put off")
    func unfinished() {
        let note = "TO" + "DO"
        let tree = [
            "Sources/Search/LogStore/A.swift": "// fine: todos, \(note)S\nenum A {} // \(note): more\n/*\n FIX"
                + "ME */",
            "Sources/Search/LogStore/B.swift": "let title = \"\(note)\"",
            "Sources/Search/LogStore/Placeholder.swift": "let placeholder = 1",
            "Sources/Search/LogStore/C.swift": "// nothing",
            "Sources/Console/Console/web/app.js": "let a;\n// \(note)\n",
        ]
        #expect(
            places(UnfinishedRule(), tree) == [
                "Sources/Console/Console/web/app.js:2", "Sources/Search/LogStore/A.swift:2",
                "Sources/Search/LogStore/A.swift:4", "Sources/Search/LogStore/C.swift:1",
                "Sources/Search/LogStore/Placeholder.swift:1",
            ]
        )
    }

    private let manifest = """
        func library(_ wing: String, _ name: String, _ dependencies: [Target.Dependency]) -> Target {
            .target(name: name, dependencies: dependencies, path: "Sources/\\(wing)/\\(name)")
        }
        func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
            .testTarget(name: name, dependencies: dependencies + ["TestSupport"], path: "Tests/\\(name)")
        }
        let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
        let nio: [Target.Dependency] = [.product(name: "NIOCore", package: "swift-nio")]
        let all = [
            library("Platform", "Bytes", []),
            library("Platform", "Telemetry", ["Bytes", logging] + nio),
            .target(name: "TestSupport", dependencies: ["Bytes"], path: "Tests/TestSupport"),
            tests("BytesTests", ["Bytes"]),
        ]
        """

    @Test("finds folders without a target, and targets without a folder")
    func folders() {
        let tree = [
            "Sources/Platform/Bytes/A.swift": "", "Sources/Platform/Attic/B.swift": "", "Sources/C.swift": "",
            "Tests/TestSupport/D.swift": "", "Tests/BytesTests/E.swift": "", "Tests/OldTests/F.swift": "",
        ]
        #expect(
            places(FolderRule(), tree, manifest: manifest) == [
                "Sources/C.swift:1", "Sources/Platform/Attic/B.swift:1", "Tests/OldTests/F.swift:1", "Package.swift:11",
            ]
        )
        let twice =
            "let all = [library(\"Platform\", \"Bytes\", []), .target(name: \"Bytes\", path: \"Sources/Bytes2\")]"
        #expect(places(FolderRule(), bytes, manifest: twice).count == 3)
    }

    @Test("finds imports that are not declared, and declarations that are not imported")
    func dependencies() {
        let tree = [
            "Sources/Platform/Bytes/A.swift": "import Glibc\nimport Logging",
            "Sources/Platform/Telemetry/B.swift": "import NIOCore\nimport Logging\nimport NIOPosix",
            "Tests/BytesTests/C.swift": "import Bytes\nimport TestSupport\nimport Telemetry\nimport Testing",
            "Tests/TestSupport/D.swift": "import Bytes",
        ]
        #expect(
            places(DependencyRule(), tree, manifest: manifest) == [
                "Sources/Platform/Bytes/A.swift:2", "Sources/Platform/Telemetry/B.swift:3",
                "Tests/BytesTests/C.swift:3", "Package.swift:11",
            ]
        )
    }

    @Test("lets a named group of dependencies pass if one of it is used, and no dependency that is not understood")
    func groups() {
        let telemetry = "Sources/Platform/Telemetry/A.swift"
        let some = [telemetry: "import Bytes\nimport Logging\nimport NIOCore"]
        let none = [telemetry: "import Bytes\nimport Logging"]
        let group = manifest.replacing(
            "\"NIOCore\",",
            with: "\"NIOPosix\", package: \"p\"), .product(name: \"NIOCore\","
        )
        #expect(places(DependencyRule(), some, manifest: group) == [])
        #expect(places(DependencyRule(), none, manifest: group) == ["Package.swift:11"])
        #expect(
            places(DependencyRule(), some, manifest: manifest.replacing("] + nio", with: "] + nio + others")) == [
                "Package.swift:11"
            ]
        )
    }

    @Test("finds a magic that no page on formats names")
    func formats() {
        let tree = [
            "Sources/Search/LogStore/A.swift": "static let magic = Array(\"MRTSRLOG\".utf8)",
            "Sources/Search/LogStore/B.swift": "\nlet blockMagic: [UInt8] = Array(\"MRTBLOCK\".utf8)",
            "Sources/Search/LogStore/C.swift": "let magic = Array(read(8))\nstatic let name = \"eight888\"",
            "Tests/LogStoreTests/D.swift": "let magic = Array(\"MRTTESTS\".utf8)",
            "docs/format/log.md": "The magic is `MRTSRLOG`, not MRTBLOCK.",
            "docs/other.md": "`MRTBLOCK`",
        ]
        #expect(places(FormatRule(), tree) == ["Sources/Search/LogStore/B.swift:2"])
    }
}
