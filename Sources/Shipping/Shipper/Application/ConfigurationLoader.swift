internal import EventPipeline
internal import FluentConfiguration
internal import ServiceKit
internal import Storage

/// Reads a configuration and its includes from files.
enum ConfigurationLoader {
    /// A configuration file of more bytes is not one.
    private static let sizeLimit = 16 << 20

    static func load(_ configuration: ShipperConfiguration) throws(StartupError) -> FluentConfiguration {
        let text: String
        let name: String
        switch configuration.source {
        case .text(let given, let label): (text, name) = (given, label)
        case .file(let path):
            name = path
            do {
                text = String(decoding: try FileSystem.read(path, limit: sizeLimit), as: UTF8.self)
            } catch {
                throw StartupError("the configuration file cannot be read: \(error)")
            }
        }
        let environment = ExpressionEnvironment(variables: configuration.environment, hostname: configuration.hostname)
        do {
            return try FluentConfiguration(parsing: text, file: name, environment: environment) {
                (pattern, directory) throws(ConfigurationParser.IncludeError) in
                try include(pattern, directory)
            }
        } catch {
            throw StartupError(error.description)
        }
    }

    private static func include(
        _ pattern: String,
        _ directory: String
    ) throws(ConfigurationParser.IncludeError) -> [ConfigurationParser.IncludedFile] {
        var path = pattern.hasPrefix("file://") ? String(pattern.dropFirst(7)) : pattern
        if !path.hasPrefix("/") { path = directory + "/" + path }
        let isGlob = path.contains { $0 == "*" || $0 == "?" || $0 == "[" }
        let paths = isGlob ? PathGlob(path).files() : [path]
        var files: [ConfigurationParser.IncludedFile] = []
        for path in paths {
            do {
                let text = String(decoding: try FileSystem.read(path, limit: sizeLimit), as: UTF8.self)
                files.append(.init(path: path, text: text))
            } catch {
                throw .init("\(error)")
            }
        }
        return files
    }
}
