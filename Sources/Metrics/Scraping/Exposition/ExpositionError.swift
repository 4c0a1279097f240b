/// What is wrong in an exposition, and where.
public struct ExpositionError: Error, Equatable, CustomStringConvertible {
    /// From 1.
    public let line: Int
    /// In bytes, from the beginning of the exposition.
    public let offset: Int
    public let reason: String

    public var description: String { "line \(line): \(reason)" }
}
