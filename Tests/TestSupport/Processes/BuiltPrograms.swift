public import Testing

/// The programs that were built together with the tests.
public enum BuiltPrograms {
    /// The path of the running test program.
    public static let current: String? = TestFiles.target(ofLink: "/proc/self/exe")

    /// The folder with the build's products: where the running test program is.
    public static let directory: String = {
        if let current, current.contains("PackageTests"), let slash = current.lastIndex(of: "/") {
            return String(current[..<slash])
        }
        return PackageRoot.path(".build/debug")
    }()

    /// The path of a program; there may be none.
    public static func path(_ name: String) -> String {
        "\(directory)/\(name)"
    }

    public static func isBuilt(_ name: String) -> Bool {
        TestFiles.exists(path(name))
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips the test where a program of the package is not built.
    public static func needsProgram(_ name: String) -> Self {
        .enabled(if: BuiltPrograms.isBuilt(name), "\(BuiltPrograms.path(name)) is not built")
    }
}
