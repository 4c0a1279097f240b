import TestSupport
import Testing

@Suite("A daemon links no full Foundation")
struct LinkageTests {
    static let forbidden = [
        "libFoundation.so", "lib_FoundationICU.so", "libFoundationNetworking.so", "libFoundationXML.so",
    ]

    @Test("martlet-shipper", .needsProgram("martlet-shipper"))
    func shipper() throws { try check("martlet-shipper") }

    @Test("martlet-metrics", .needsProgram("martlet-metrics"))
    func metrics() throws { try check("martlet-metrics") }

    @Test("martlet-search", .needsProgram("martlet-search"))
    func search() throws { try check("martlet-search") }

    @Test(
        "and one that does is found: the services have it through their database library",
        .needsProgram("user-service")
    )
    func control() throws {
        let closure = try LibraryClosure(of: BuiltPrograms.path("user-service"))
        #expect(Self.forbidden.contains { closure.neededBy[$0] != nil })
    }

    private func check(_ daemon: String) throws {
        let closure = try LibraryClosure(of: BuiltPrograms.path(daemon))
        // Every program of ours needs the C library: without it the file was not understood.
        #expect(closure.neededBy["libc.so.6"] != nil)
        for library in Self.forbidden {
            if let user = closure.neededBy[library] {
                Issue.record("\(user) needs \(library): find the import of Foundation behind it")
            }
        }
    }
}
