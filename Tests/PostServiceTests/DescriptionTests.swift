import Bytes
import Logging
import SQLDatabase
import ServiceApplication
import ServiceKit
import Storage
import Telemetry
import Testing

@testable import PostService

@Suite struct DescriptionTests {
    @Test func theDescriptionListsExactlyTheRoutes() async throws {
        let folder = try FileSystem.makeTemporaryDirectory(prefix: "post-description")
        defer { try? FileSystem.removeTree(folder) }
        var configuration = PostConfiguration()
        configuration.service.listen.port = 0
        configuration.service.admin.port = 0
        configuration.service.database = DatabaseLocation(path: "\(folder)/post.db")
        configuration.service.events = DatabaseLocation(path: "\(folder)/events.db")
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let application = try await PostApplication(
            configuration: configuration,
            telemetry: ServiceTelemetry(service: "post-service", version: "test", logger: quiet)
        )
        let described = PostAPI.document.operations.map { "\($0.method) \($0.path)" }
        // The framework answers HEAD wherever there is a GET.
        #expect(application.routes.filter { !$0.hasPrefix("HEAD ") } == described.sorted())
    }

    @Test func everyReferenceOfTheDescriptionHasItsSchema() throws {
        let document = PostAPI.document.json
        let schemas = try #require(document["components"]?["schemas"]?.object)
        let operations = PostAPI.document.operations
        #expect(Set(operations.map(\.id)).count == operations.count)
        for reference in document.text.matches(of: /#\/components\/schemas\/(\w+)/).map(\.output.1) {
            #expect(schemas[String(reference)] != nil, "\(reference)")
        }
    }
}
