/// A place where the tree breaks a rule.
struct Violation: Hashable, CustomStringConvertible {
    /// The file, relative to the package.
    var path: String
    /// Counted from 1; 1 for the file as a whole.
    var line: Int = 1
    /// Which rule, and how it is broken.
    var message: String

    var description: String { "\(path):\(line): \(message)" }
}
