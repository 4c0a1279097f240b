/// A member of a merge patch (RFC 7396): not mentioned, set to null, or given a value. These are three different
/// things, which an optional cannot tell apart.
public enum Field<Value: Sendable>: Sendable {
    case absent
    case null
    case value(Value)

    /// The value, if there is one.
    public var value: Value? {
        if case .value(let value) = self { return value }
        return nil
    }

    public var isAbsent: Bool {
        if case .absent = self { return true }
        return false
    }

    /// What becomes of a value that may be missing: kept, removed or replaced.
    public func applied(to current: Value?) -> Value? {
        switch self {
        case .absent: current
        case .null: nil
        case .value(let value): value
        }
    }
}

extension Field: Equatable where Value: Equatable {}
