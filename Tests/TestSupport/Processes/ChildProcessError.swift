/// What a test waited for in vain.
public struct ChildProcessError: Error, CustomStringConvertible {
    public var program: String
    public var reason: String
    /// All that the program has written so far.
    public var output: String

    public var description: String {
        "\(program): \(reason)\n--- its output ---\n\(output)"
    }
}
