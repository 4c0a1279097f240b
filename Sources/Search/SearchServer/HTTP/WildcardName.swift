import LogStore

/// Names with `*` in them, as parameters have them.
enum WildcardName {
    static func matches(_ pattern: String, _ name: String) -> Bool {
        WildcardPattern.simple(pattern, matches: name)
    }
}
