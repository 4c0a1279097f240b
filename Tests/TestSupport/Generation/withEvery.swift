/// What was thrown for one of the values of `withEvery`.
public struct EveryError: Error, CustomStringConvertible {
    /// The values that were current, from the outermost `withEvery` to the innermost: "offset = 3, bit = 7".
    public var context: String
    public var underlying: any Error

    public var description: String {
        "\(context): \(underlying)"
    }
}

/// The values of the `withEvery` that are around this call, for the comment of an expectation.
public enum Every {
    @TaskLocal
    static var values: [String] = []

    /// For example "offset = 3, bit = 7".
    public static var context: String {
        values.joined(separator: ", ")
    }
}

/// Calls `body` for every value; an error says which value it was thrown for.
///
/// Expectations inside name the value by `#expect(…, "\(Every.context)")`.
public func withEvery<Values: Sequence>(
    _ label: String,
    in values: Values,
    _ body: (Values.Element) throws -> Void
) throws {
    for value in values {
        try Every.$values.withValue(Every.values + ["\(label) = \(value)"]) {
            do {
                try body(value)
            } catch let error as EveryError {
                throw error
            } catch {
                throw EveryError(context: Every.context, underlying: error)
            }
        }
    }
}
