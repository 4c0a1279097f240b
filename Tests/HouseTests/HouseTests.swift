import TestSupport
import Testing

@Suite("The house")
struct HouseTests {
    static let rules: [any HouseRule] = [
        WingRule(), EngineRule(), FoundationRule(), UnsafeRule(), FileShapeRule(), UnfinishedRule(), FolderRule(),
        DependencyRule(), FormatRule(),
    ]

    @Test("holds its rules", arguments: rules)
    func holds(_ rule: any HouseRule) throws {
        for violation in rule.violations(in: try SourceTree.ofPackage()) {
            Issue.record("\(violation) (\(rule.name))")
        }
    }

    @Test("is read whole: the rules see the wings, their files and the manifest's targets")
    func readsTheTree() throws {
        let tree = try SourceTree.ofPackage()
        #expect(Set(tree.wings.values).isSuperset(of: ["Platform", "CLibraries", "Tests"]))
        #expect(tree.swiftFiles.count > 50)
        #expect(tree.manifest.target("Storage")?.path == "Sources/Platform/Storage")
        #expect(tree.manifest.target("Storage")?.dependencies == ["Bytes", "CZlib"])
        #expect(tree.manifest.target("HouseTests")?.dependencies.isSuperset(of: ["Bytes", "TestSupport"]) == true)
        #expect(tree.manifest.target("martlet-search")?.dependencies.contains("ArgumentParser") == true)
        #expect(tree.manifest.target("CZlib")?.path == "Sources/CLibraries/CZlib")
        #expect(tree.manifest.target("Console")?.dependencies.isSuperset(of: ["CAssets", "NIOPosix"]) == true)
        #expect(tree.manifest.target("ServiceKitTests")?.dependencies.isSuperset(of: ["Storage", "Logging"]) == true)
        #expect(tree.manifest.products.isSuperset(of: ["Hummingbird", "NIOCore", "Logging"]))
        #expect(tree.pages.contains { $0.path == "docs/format/record-log.md" })
    }
}
