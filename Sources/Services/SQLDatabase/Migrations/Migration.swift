/// One step of a schema, applied once and never changed afterwards. Steps only go forward; a released program must run
/// on the schema of the next one (expand first, contract a release later).
///
/// The text is portable SQL but for `{{identity}}`, the driver's type of a column that numbers its own rows.
public struct Migration: Sendable, Equatable {
    /// Counts from 1 without gaps.
    public let version: Int
    public let name: String
    public let sql: String

    public init(_ version: Int, _ name: String, _ sql: String) {
        self.version = version
        self.name = name
        self.sql = sql
    }
}
