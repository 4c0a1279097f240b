/// A new folder that is removed with all that is in it when the last reference goes.
public final class TemporaryDirectory: Sendable {
    /// The absolute path, without a slash at the end.
    public let path: String

    public init() throws {
        path = try TestFiles.makeTemporaryDirectory()
    }

    deinit {
        try? TestFiles.remove(path)
    }

    /// The path of a name in the folder.
    public func path(_ name: String) -> String {
        "\(path)/\(name)"
    }

    /// Writes a file in the folder and returns its path.
    @discardableResult
    public func write(_ text: String, to name: String) throws -> String {
        try TestFiles.write(text, to: path(name))
        return path(name)
    }
}
