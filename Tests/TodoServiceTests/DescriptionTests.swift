import Bytes
import Logging
import SQLDatabase
import ServiceApplication
import ServiceKit
import Storage
import Telemetry
import Testing

@testable import TodoService

@Suite struct DescriptionTests {
    @Test func theDescriptionListsExactlyTheRoutes() async throws {
        let folder = try FileSystem.makeTemporaryDirectory(prefix: "todo-description")
        defer { try? FileSystem.removeTree(folder) }
        var configuration = TodoConfiguration()
        configuration.service.listen.port = 0
        configuration.service.admin.port = 0
        configuration.service.database = DatabaseLocation(path: "\(folder)/todo.db")
        configuration.service.events = DatabaseLocation(path: "\(folder)/events.db")
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let application = try await TodoApplication(
            configuration: configuration,
            telemetry: ServiceTelemetry(service: "todo-service", version: "test", logger: quiet)
        )
        let described = TodoAPI.document.operations.map { "\($0.method) \($0.path)" }
        // The framework answers HEAD wherever there is a GET.
        #expect(application.routes.filter { !$0.hasPrefix("HEAD ") } == described.sorted())
    }

    @Test func everyReferenceOfTheDescriptionHasItsSchema() throws {
        let document = TodoAPI.document.json
        let schemas = try #require(document["components"]?["schemas"]?.object)
        let operations = TodoAPI.document.operations
        #expect(Set(operations.map(\.id)).count == operations.count)
        for reference in document.text.matches(of: /#\/components\/schemas\/(\w+)/).map(\.output.1) {
            #expect(schemas[String(reference)] != nil, "\(reference)")
        }
    }
}
