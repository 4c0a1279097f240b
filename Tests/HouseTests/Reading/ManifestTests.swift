import Testing

/// The manifest is read as it is written: whole expressions, named groups, constants for products.
@Suite("The reader of Package.swift")
struct ManifestTests {
    private let declarations = """
        func library(_ wing: String, _ name: String, _ dependencies: [Target.Dependency]) -> Target {
            .target(name: name, dependencies: dependencies, path: "Sources/\\(wing)/\\(name)")
        }
        func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
            .executableTarget(name: name, dependencies: dependencies + [logging], path: "Sources/Programs/\\(name)")
        }
        func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
            .testTarget(name: name, dependencies: dependencies + ["TestSupport"], exclude: exclude)
        }
        let strict: [SwiftSetting] = [.enableUpcomingFeature("ExistentialAny")]
        let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
        let web = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
        let nio: [Target.Dependency] = [
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"),
        ]
        let serving: [Target.Dependency] = ["Bytes", web] + [logging]

        """

    private func target(_ declaration: String) -> Manifest.Target? {
        let manifest = Manifest(declarations + "let all = [\(declaration)]")
        #expect(manifest.unread == [])
        #expect(manifest.targets.count == 1)
        return manifest.targets.first
    }

    @Test(
        "reads every term of a sum",
        arguments: [
            (#"["Bytes", "Storage"]"#, ["Bytes", "Storage"]),
            (#"["Bytes"] + [logging, web] + nio"#, ["Bytes", "Hummingbird", "Logging", "NIOCore", "NIOPosix"]),
            (#"["A"] + serving + ["Z"]"#, ["A", "Bytes", "Hummingbird", "Logging", "Z"]),
            (#"serving + nio"#, ["Bytes", "Hummingbird", "Logging", "NIOCore", "NIOPosix"]),
            (#"["A", .product(name: "B", package: "b", condition: .when())] + ["C"]"#, ["A", "B", "C"]),
            (#"[] // + ["Nothing"]"# + "\n", []),
        ]
    )
    func sums(_ list: String, _ names: [String]) {
        #expect(target("library(\"Platform\", \"X\", \(list))")?.dependencies.sorted() == names)
        #expect(target(".target(name: \"X\", dependencies: \(list), path: \"x\")")?.dependencies.sorted() == names)
        #expect(target("tests(\"X\", \(list))")?.dependencies == Set(names + ["TestSupport"]))
        #expect(target("program(\"X\", \(list))")?.dependencies == Set(names + ["Logging"]))
    }

    @Test("keeps apart what a target lists, group by group, and what its helper gives it")
    func groups() {
        let target = target("tests(\"XTests\", [\"X\", web] + nio)")
        #expect(target?.listed.map { $0.names.sorted() } == [["X"], ["Hummingbird"], ["NIOCore", "NIOPosix"]])
        #expect(target?.given == ["TestSupport"])
    }

    @Test("takes no other argument for a dependency")
    func otherArguments() {
        #expect(target("tests(\"X\", [\"A\"], exclude: [\"Page\"])")?.dependencies == ["A", "TestSupport"])
        let library = target(".target(name: \"C\", path: \"c\", linkerSettings: [.linkedLibrary(\"re2\")])")
        #expect(library?.dependencies == [])
        #expect(library?.path == "c")
    }

    @Test("knows which names are products")
    func products() {
        #expect(Manifest(declarations).products == ["Hummingbird", "Logging", "NIOCore", "NIOPosix"])
    }

    @Test("finds constants that nothing names")
    func unusedConstants() {
        let line = declarations.split(separator: "\n").firstIndex { $0.hasPrefix("let serving") }
        #expect(
            Manifest(declarations + "let all = [library(\"P\", \"X\", nio)]").unusedConstants == [
                .init(text: "serving", line: (line ?? 0) + 1)
            ]
        )
        #expect(Manifest(declarations + "let all = [library(\"P\", \"X\", nio + serving)]").unusedConstants == [])
    }

    @Test("says what it cannot read, and where")
    func unread() {
        let line = declarations.count { $0 == "\n" } + 1
        let unknown = Manifest(declarations + "let all = [library(\"P\", \"X\", [\"A\", quux] + more(\"B\"))]")
        #expect(unknown.unread == [.init(text: "quux", line: line), .init(text: "more", line: line)])
        let none = Manifest(declarations + "let all = [library(\"P\", \"X\")]")
        #expect(none.unread == [.init(text: "no list of dependencies for X", line: line)])
    }
}
