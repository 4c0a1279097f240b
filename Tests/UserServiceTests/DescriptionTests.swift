import Bytes
import Logging
import SQLDatabase
import ServiceApplication
import ServiceKit
import Storage
import Telemetry
import Testing

@testable import UserService

@Suite struct DescriptionTests {
    @Test func theDescriptionListsExactlyTheRoutes() async throws {
        let folder = try FileSystem.makeTemporaryDirectory(prefix: "user-description")
        defer { try? FileSystem.removeTree(folder) }
        var configuration = UserConfiguration()
        configuration.service.listen.port = 0
        configuration.service.admin.port = 0
        configuration.service.database = DatabaseLocation(path: "\(folder)/user.db")
        configuration.service.events = DatabaseLocation(path: "\(folder)/events.db")
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let application = try await UserApplication(
            configuration: configuration,
            telemetry: ServiceTelemetry(service: "user-service", version: "test", logger: quiet)
        )
        let described = UserAPI.document.operations.map { "\($0.method) \($0.path)" }
        // The framework answers HEAD wherever there is a GET.
        #expect(application.routes.filter { !$0.hasPrefix("HEAD ") } == described.sorted())
    }

    @Test func everyReferenceOfTheDescriptionHasItsSchema() throws {
        let document = UserAPI.document.json
        let schemas = try #require(document["components"]?["schemas"]?.object)
        let operations = UserAPI.document.operations
        #expect(Set(operations.map(\.id)).count == operations.count)
        for reference in document.text.matches(of: /#\/components\/schemas\/(\w+)/).map(\.output.1) {
            #expect(schemas[String(reference)] != nil, "\(reference)")
        }
    }
}
