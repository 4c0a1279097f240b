import FluentConfiguration

/// What tests read configurations with.
enum Sample {
    static let environment = ExpressionEnvironment(
        variables: ["HOST": "search.local", "PORT": "9200", "EMPTY": ""],
        hostname: "vm",
        workerID: ""
    )

    static func tree(_ text: String, files: [String: String] = [:]) throws -> ConfigurationElement {
        var parser = ConfigurationParser(environment: environment) {
            (pattern, directory) throws(ConfigurationParser.IncludeError) in
            let path = pattern.hasPrefix("/") ? pattern : directory + "/" + pattern
            guard let text = files[path] else { throw .init("there is no \(path)") }
            return [.init(path: path, text: text)]
        }
        return try parser.parse(text, file: "/etc/test.conf")
    }

    static func configuration(_ text: String) throws -> FluentConfiguration {
        try FluentConfiguration(parsing: text, file: "test.conf", environment: environment) {
            (pattern, _) throws(ConfigurationParser.IncludeError) in throw .init("there is no \(pattern)")
        }
    }

    /// The message of the mistake in a configuration, "" where there is none.
    static func mistake(_ text: String) -> String {
        do {
            _ = try configuration(text)
            return ""
        } catch {
            return "\(error)"
        }
    }
}
