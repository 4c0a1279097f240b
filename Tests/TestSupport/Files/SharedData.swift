public import Testing

/// The folder `shared` beside the package: conformance suites and sample data that are not part of the package.
///
/// A test that needs it has the trait `.needsSharedData`, and is skipped, saying so, where the folder is not there.
public enum SharedData {
    /// The absolute path of the folder; nil where there is none.
    public static let root: String? = {
        let path = PackageRoot.path("../shared")
        return TestFiles.exists(path) ? path : nil
    }()

    public static var isAvailable: Bool { root != nil }

    /// The path of a file or folder in it, for example `path("conformance/promql")`.
    public static func path(_ relative: String) -> String {
        "\(root ?? PackageRoot.path("../shared"))/\(relative)"
    }

    /// The contents of a file in it.
    public static func bytes(_ relative: String) throws -> [UInt8] {
        try TestFiles.read(path(relative))
    }

    /// The contents of a text file in it.
    public static func text(_ relative: String) throws -> String {
        String(decoding: try bytes(relative), as: UTF8.self)
    }

    /// The names in a folder of it, sorted.
    public static func contents(_ relative: String) throws -> [String] {
        try TestFiles.contents(of: path(relative))
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips the test where the folder `shared` is not beside the package.
    public static var needsSharedData: Self {
        .enabled(if: SharedData.isAvailable, "the folder \(PackageRoot.path("../shared")) is not there")
    }
}
