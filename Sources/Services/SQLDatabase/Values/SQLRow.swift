public import Bytes
internal import GRDB

/// One row of a result while it is being read. Columns are read by position, from 0, in the order of the select list:
/// looking names up for each row costs more than reading them.
///
/// A row is only good inside the closure that gets it; the driver reuses its memory for the next one.
public struct SQLRow {
    let row: Row
    let sql: String

    public var columnCount: Int { row.count }

    /// The column as it is stored.
    public func value(_ column: Int) throws(SQLError) -> SQLValue {
        guard column >= 0, column < row.count else {
            throw SQLError(.misuse, "column \(column) of a row with \(row.count) columns", sql: sql)
        }
        let stored: DatabaseValue = row[column]
        return switch stored.storage {
        case .null: .null
        case .int64(let integer): .integer(integer)
        case .double(let double): .double(double)
        case .string(let text): .text(text)
        case .blob(let data): .bytes([UInt8](data))
        }
    }

    public func text(_ column: Int) throws(SQLError) -> String {
        guard let text = try optionalText(column) else { throw unexpectedNull(column) }
        return text
    }

    public func optionalText(_ column: Int) throws(SQLError) -> String? {
        switch try value(column) {
        case .null: return nil
        case .text(let text): return text
        case let other: throw mismatch(column, wanted: "text", found: other)
        }
    }

    public func integer(_ column: Int) throws(SQLError) -> Int64 {
        guard let integer = try optionalInteger(column) else { throw unexpectedNull(column) }
        return integer
    }

    public func optionalInteger(_ column: Int) throws(SQLError) -> Int64? {
        switch try value(column) {
        case .null: return nil
        case .integer(let integer): return integer
        case let other: throw mismatch(column, wanted: "integer", found: other)
        }
    }

    public func bool(_ column: Int) throws(SQLError) -> Bool {
        try integer(column) != 0
    }

    public func double(_ column: Int) throws(SQLError) -> Double {
        switch try value(column) {
        case .double(let double): return double
        case .integer(let integer): return Double(integer)
        case let other: throw mismatch(column, wanted: "double", found: other)
        }
    }

    public func bytes(_ column: Int) throws(SQLError) -> [UInt8] {
        switch try value(column) {
        case .bytes(let bytes): return bytes
        case .text(let text): return [UInt8](text.utf8)
        case let other: throw mismatch(column, wanted: "bytes", found: other)
        }
    }

    /// A time stored as microseconds (see `Timestamp.sqlValue`).
    public func timestamp(_ column: Int) throws(SQLError) -> Timestamp {
        Timestamp(microseconds: try integer(column))
    }

    public func optionalTimestamp(_ column: Int) throws(SQLError) -> Timestamp? {
        try optionalInteger(column).map { Timestamp(microseconds: $0) }
    }

    private func unexpectedNull(_ column: Int) -> SQLError {
        SQLError(.misuse, "column \(column) is null where a value was expected", sql: sql)
    }

    private func mismatch(_ column: Int, wanted: String, found: SQLValue) -> SQLError {
        let kind =
            switch found {
            case .null: "null"
            case .integer: "an integer"
            case .double: "a double"
            case .text: "text"
            case .bytes: "bytes"
            }
        return SQLError(.misuse, "column \(column) holds \(kind) where \(wanted) was expected", sql: sql)
    }
}
