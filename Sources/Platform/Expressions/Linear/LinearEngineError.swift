/// Why RE2 does not take a pattern.
struct LinearEngineError: Error {
    var reason: String
}
