/// Why the database refused. Carries the statement's text, never its parameters: those may be personal data.
public struct SQLError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Kind: Sendable, Equatable {
        /// A unique index refused the row; `columns` are `table.column` names, or `index 'name'` for an expression.
        case uniqueViolation(columns: [String])
        case foreignKeyViolation
        /// A check or not-null constraint.
        case constraintViolation
        /// Another connection held the lock for longer than the busy timeout.
        case busy
        case diskFull
        /// The file is not a database, or is damaged.
        case corrupt
        /// The file cannot be opened, read or written.
        case inputOutput
        case interrupted
        /// A migration was changed after it was applied, or the file is newer than this program.
        case migration
        /// Our own mistake: a statement that does not compile, a parameter missing, a column of another type.
        case misuse
    }

    public let kind: Kind
    public let message: String
    public let sql: String?

    public init(_ kind: Kind, _ message: String, sql: String? = nil) {
        self.kind = kind
        self.message = message
        self.sql = sql
    }

    public var description: String {
        guard let sql else { return message }
        return "\(message), in: \(sql.split(whereSeparator: \.isWhitespace).joined(separator: " "))"
    }

    /// Whether a unique index over `column` (`table.column`) refused the row.
    public func isUniqueViolation(of column: String) -> Bool {
        if case .uniqueViolation(let columns) = kind { return columns.contains(column) }
        return false
    }
}
