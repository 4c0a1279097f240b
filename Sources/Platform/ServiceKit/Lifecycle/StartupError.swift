/// Why a program cannot start, in words for the person who started it. Programs print it as it is and exit with 1.
public struct StartupError: Error, CustomStringConvertible, Equatable {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}
