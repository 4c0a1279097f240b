/// The folder that holds Package.swift.
public enum PackageRoot {
    /// The absolute path, without a slash at the end.
    public static let path: String = {
        // This file is Tests/TestSupport/Files/PackageRoot.swift.
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
    }()

    /// The path of a file or folder of the package.
    public static func path(_ relative: String) -> String {
        "\(path)/\(relative)"
    }
}
