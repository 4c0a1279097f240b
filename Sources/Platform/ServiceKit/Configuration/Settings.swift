import Bytes
import Storage

/// The settings of one program, each from the first of: its flag, its environment variable, its line in the
/// configuration file, its default.
///
/// A setting `log.level` is the flag `--log.level`, the variable `MARTLET_LOG_LEVEL` and the key `log.level` of the
/// file. A value that cannot be read is an error that names the place where it stands.
public struct Settings: Sendable {
    private let environment: [String: String]
    private let file: YAMLNode?
    private let fileName: String

    /// - Parameters:
    ///   - file: The path of a YAML file of settings, or `nil` for none.
    ///   - names: Every setting that the file may hold; another key is an error.
    /// - Throws: When the file cannot be read, is not a mapping, or has an unknown key.
    public init(
        file path: String? = nil,
        names: [String] = [],
        environment: [String: String] = ProcessEnvironment.current
    ) throws(StartupError) {
        self.environment = environment
        fileName = path ?? ""
        guard let path else {
            file = nil
            return
        }
        do {
            let text = String(decoding: try FileSystem.read(path), as: UTF8.self)
            let node = try YAMLNode.parse(text, file: path)
            try node.expectKeys(names)
            file = node
        } catch {
            throw StartupError("--config: \(error)")
        }
    }

    /// The value of a setting with the place it was found in, or `nil` where nobody set it.
    private func find(_ name: String, flag: String?) throws(StartupError) -> (text: String, place: String)? {
        if let flag {
            return (flag, "--\(name)")
        }
        let variable = Self.variable(for: name)
        // An empty variable is how scripts say that there is none.
        if let value = environment[variable], !value.isEmpty {
            return (value, variable)
        }
        if let node = file?[name], !node.isNull {
            guard let text = node.scalar else {
                throw StartupError("\(node.place): \(name) must be a single value")
            }
            return (text, "\(node.place): \(name)")
        }
        return nil
    }

    /// `log.level` → `MARTLET_LOG_LEVEL`.
    public static func variable(for name: String) -> String {
        "MARTLET_" + name.uppercased().map { $0 == "." || $0 == "-" ? "_" : $0 }
    }

    public func string(_ name: String, flag: String? = nil, default fallback: String) throws(StartupError) -> String {
        try find(name, flag: flag)?.text ?? fallback
    }

    public func optionalString(_ name: String, flag: String? = nil) throws(StartupError) -> String? {
        try find(name, flag: flag)?.text
    }

    public func address(
        _ name: String,
        flag: String? = nil,
        default fallback: ListenAddress
    ) throws(StartupError) -> ListenAddress {
        try value(name, flag, fallback, "an address such as 127.0.0.1:8080") {
            ListenAddress($0, defaultHost: fallback.host)
        }
    }

    public func duration(
        _ name: String,
        flag: String? = nil,
        default fallback: Duration
    ) throws(StartupError) -> Duration {
        try value(name, flag, fallback, "a duration such as 30s") { DurationText.parse($0) }
    }

    public func bytes(_ name: String, flag: String? = nil, default fallback: Int) throws(StartupError) -> Int {
        try value(name, flag, fallback, "a size such as 512MiB") { ByteSizeText.parse($0) }
    }

    public func integer(
        _ name: String,
        flag: String? = nil,
        default fallback: Int,
        in range: ClosedRange<Int> = 0...Int.max
    ) throws(StartupError) -> Int {
        let upper = range.upperBound == .max ? "" : " to \(range.upperBound)"
        return try value(name, flag, fallback, "a whole number from \(range.lowerBound)\(upper)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    public func boolean(_ name: String, flag: Bool? = nil, default fallback: Bool) throws(StartupError) -> Bool {
        try value(name, flag.map { $0 ? "true" : "false" }, fallback, "true or false") { text in
            switch text.lowercased() {
            case "true", "yes", "on", "1": true
            case "false", "no", "off", "0": false
            default: nil
            }
        }
    }

    private func value<Value>(
        _ name: String,
        _ flag: String?,
        _ fallback: Value,
        _ expected: String,
        _ parse: (String) -> Value?
    ) throws(StartupError) -> Value {
        guard let found = try find(name, flag: flag) else { return fallback }
        guard let value = parse(found.text) else {
            throw StartupError("\(found.place): \"\(found.text)\" is not \(expected)")
        }
        return value
    }
}
