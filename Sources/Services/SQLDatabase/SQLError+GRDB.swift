internal import GRDB

extension SQLError {
    init(_ error: DatabaseError) {
        let message = error.message ?? "SQLite result code \(error.extendedResultCode.rawValue)"
        let kind: Kind =
            switch error.extendedResultCode {
            case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID:
                .uniqueViolation(columns: Self.columns(ofUniqueViolation: message))
            case .SQLITE_CONSTRAINT_FOREIGNKEY: .foreignKeyViolation
            default:
                switch error.resultCode {
                case .SQLITE_CONSTRAINT: .constraintViolation
                case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
                case .SQLITE_FULL: .diskFull
                case .SQLITE_CORRUPT, .SQLITE_NOTADB: .corrupt
                case .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM: .inputOutput
                case .SQLITE_INTERRUPT, .SQLITE_ABORT: .interrupted
                default: .misuse
                }
            }
        self.init(kind, message, sql: error.sql)
    }

    /// `UNIQUE constraint failed: users.email, users.realm` gives both columns.
    static func columns(ofUniqueViolation message: String) -> [String] {
        let prefix = "UNIQUE constraint failed: "
        guard message.hasPrefix(prefix) else { return [] }
        return message.dropFirst(prefix.count).split(separator: ",").map { column in
            String(column.drop(while: { $0 == " " }))
        }
    }

    /// Turns the driver's errors into ours and lets every other error pass.
    static func translating<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw SQLError(error)
        }
    }
}
