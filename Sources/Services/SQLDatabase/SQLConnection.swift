internal import FoundationEssentials
internal import GRDB

/// One connection inside one transaction. Statements have `$1`, `$2` … parameters, in any order and as often as one
/// likes; they are compiled once for each connection and kept.
///
/// A connection is only good inside the closure of `SQLDatabase.read` or `.write` that got it.
public final class SQLConnection {
    let database: Database
    private let orders: ParameterOrders
    private(set) var commitActions: [@Sendable () -> Void] = []

    init(_ database: Database, orders: ParameterOrders) {
        self.database = database
        self.orders = orders
    }

    /// Every row of the result, each turned into a value by `transform`.
    public func query<T>(
        _ sql: String,
        _ parameters: [any SQLParameter] = [],
        _ transform: (SQLRow) throws -> T
    ) throws -> [T] {
        try SQLError.translating {
            var values: [T] = []
            let cursor = try Row.fetchCursor(statement(sql), arguments: arguments(sql, parameters))
            while let row = try cursor.next() {
                values.append(try transform(SQLRow(row: row, sql: sql)))
            }
            return values
        }
    }

    /// The first row of the result; nil when there is none.
    public func first<T>(
        _ sql: String,
        _ parameters: [any SQLParameter] = [],
        _ transform: (SQLRow) throws -> T
    ) throws -> T? {
        try SQLError.translating {
            let cursor = try Row.fetchCursor(statement(sql), arguments: arguments(sql, parameters))
            guard let row = try cursor.next() else { return nil }
            return try transform(SQLRow(row: row, sql: sql))
        }
    }

    /// Runs one statement that gives no rows, and answers how many rows it inserted, updated or deleted.
    @discardableResult
    public func execute(_ sql: String, _ parameters: [any SQLParameter] = []) throws -> Int {
        try SQLError.translating {
            try statement(sql).execute(arguments: arguments(sql, parameters))
            return database.changesCount
        }
    }

    /// Has `action` run once the transaction is durable; not at all when it is rolled back. It must not block.
    public func afterCommit(_ action: @escaping @Sendable () -> Void) {
        commitActions.append(action)
    }

    /// Runs a script of several statements without parameters, as migrations are.
    func run(script: String) throws {
        try SQLError.translating { try database.execute(sql: script) }
    }

    private func statement(_ sql: String) throws -> Statement {
        try database.cachedStatement(sql: sql)
    }

    private func arguments(_ sql: String, _ parameters: [any SQLParameter]) throws -> StatementArguments {
        let order = try orders.order(of: sql)
        let highest = (order.max() ?? -1) + 1
        guard highest == parameters.count else {
            let message = "the statement's parameters go up to $\(highest), but \(parameters.count) values were given"
            throw SQLError(.misuse, message, sql: sql)
        }
        return StatementArguments(order.map { parameters[$0].sqlValue.databaseValue })
    }
}

extension SQLValue {
    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let integer): integer.databaseValue
        case .double(let double): double.databaseValue
        case .text(let text): text.databaseValue
        case .bytes(let bytes): Data(bytes).databaseValue
        }
    }
}
