/// Why Oniguruma does not take a pattern, or gave up on a text.
struct RubyEngineError: Error {
    var reason: String
}
