/// Stops the program when our own reasoning was wrong: never for bad input, never for what the environment does.
///
/// Unlike `assert` and `precondition` the check and its message are there in a release build too, where a plain trap
/// says nothing.
///
/// - Parameters:
///   - condition: What must hold. Keep it cheap: it is evaluated in every build.
///   - message: What did not hold, with the values that show it. Evaluated only on failure.
@inlinable
@inline(__always)
public func invariant(
    _ condition: @autoclosure () -> Bool,
    _ message: @autoclosure () -> String,
    file: StaticString = #fileID,
    line: UInt = #line
) {
    if !condition() {
        bug(message(), file: file, line: line)
    }
}

/// Out of line, so that a check costs its caller a compare and a branch.
@usableFromInline
@inline(never)
internal func bug(_ message: String, file: StaticString, line: UInt) -> Never {
    fatalError("BUG: \(message)", file: file, line: line)
}
