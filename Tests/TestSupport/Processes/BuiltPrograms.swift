/// The programs that were built together with the tests.
public enum BuiltPrograms {
    /// The folder with the build's products: where the running test program is.
    public static let directory: String = {
        if let executable = TestFiles.target(ofLink: "/proc/self/exe"),
            executable.contains("PackageTests"), let slash = executable.lastIndex(of: "/")
        {
            return String(executable[..<slash])
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
