/// A value as a database column holds it: the five storage classes that SQLite and PostgreSQL's text, bigint, double
/// precision and bytea columns have in common. Booleans are the integers 0 and 1, times are microseconds since 1970.
public enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case double(Double)
    case text(String)
    case bytes([UInt8])
}

/// What a repository may hand over as a `$n` parameter.
public protocol SQLParameter: Sendable {
    var sqlValue: SQLValue { get }
}

extension SQLValue: SQLParameter {
    public var sqlValue: SQLValue { self }
}

extension String: SQLParameter {
    public var sqlValue: SQLValue { .text(self) }
}

extension Int: SQLParameter {
    public var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension Int64: SQLParameter {
    public var sqlValue: SQLValue { .integer(self) }
}

extension Bool: SQLParameter {
    public var sqlValue: SQLValue { .integer(self ? 1 : 0) }
}

extension Double: SQLParameter {
    public var sqlValue: SQLValue { .double(self) }
}

extension [UInt8]: SQLParameter {
    public var sqlValue: SQLValue { .bytes(self) }
}

extension Optional: SQLParameter where Wrapped: SQLParameter {
    public var sqlValue: SQLValue { self?.sqlValue ?? .null }
}
