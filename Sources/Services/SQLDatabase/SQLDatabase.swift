internal import GRDB
internal import Storage
public import Telemetry

/// A service's own database: one writer and several readers over one SQLite file in write-ahead mode, on threads of
/// their own, never on the cooperative pool.
///
/// A second driver can stand behind this face: statements are portable SQL with `$n` parameters, rows are read by
/// position, and nothing of SQLite shows.
public final class SQLDatabase: Sendable {
    public struct Options: Sendable {
        /// What a commit survives. Both survive the end of the process at any moment, `kill -9` included.
        public enum Durability: String, Sendable, CaseIterable {
            /// SQLite's synchronous=NORMAL: a power failure may take back the last commits; the file stays sound.
            case normal
            /// synchronous=FULL: a commit is on disk before `write` returns, at the price of a flush each.
            case full
        }

        public var durability = Durability.normal
        /// How long a writer waits for the lock of another process.
        public var busyTimeout = Duration.seconds(5)
        public var readers = 4

        public init(durability: Durability = .normal) {
            self.durability = durability
        }
    }

    public let location: DatabaseLocation
    private let pool: DatabasePool
    private let orders = ParameterOrders()
    private let durations: OperationDurations?

    /// Opens the file, creating it (readable by its owner only) where it is missing, and brings its tables up to date.
    public static func open(
        _ location: DatabaseLocation,
        options: Options = Options(),
        migrations: [Migration],
        metrics: MetricsRegistry? = nil
    ) async throws -> SQLDatabase {
        let database = try SQLDatabase(location, options: options, metrics: metrics)
        try await Migrator(database: database).apply(migrations)
        return database
    }

    /// Opens a database that another program keeps up to date, as tools do; its schema is left alone.
    public static func openExisting(
        _ location: DatabaseLocation,
        options: Options = Options()
    ) async throws -> SQLDatabase {
        guard FileSystem.exists(location.path) else {
            throw SQLError(.inputOutput, "there is no database at \(location.path)")
        }
        return try SQLDatabase(location, options: options, metrics: nil)
    }

    private init(_ location: DatabaseLocation, options: Options, metrics: MetricsRegistry?) throws {
        self.location = location
        durations = metrics.map { OperationDurations(registry: $0, location: location) }
        try Self.create(location.path)
        var configuration = Configuration()
        configuration.busyMode = .timeout(Double(options.busyTimeout / .milliseconds(1)) / 1_000)
        configuration.foreignKeysEnabled = true
        configuration.maximumReaderCount = options.readers
        configuration.persistentReadOnlyConnections = true
        configuration.label = "sql"
        pool = try SQLError.translating { try DatabasePool(path: location.path, configuration: configuration) }
        // Opening sets NORMAL on the writer, so FULL comes after it.
        if options.durability == .full {
            try SQLError.translating {
                try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            }
        }
    }

    /// Runs `body` in one read transaction: everything it reads is of one moment. `operation` names it in
    /// `db_client_operation_duration_seconds`.
    public func read<T: Sendable>(
        _ operation: StaticString,
        _ body: @Sendable (SQLConnection) throws -> T
    ) async throws -> T {
        let started = ContinuousClock.now
        defer { durations?.observe(operation, since: started) }
        do {
            return try await pool.read { [orders] in try body(SQLConnection($0, orders: orders)) }
        } catch let error as DatabaseError {
            throw SQLError(error)
        }
    }

    /// Runs `body` in one write transaction, one at a time; it is rolled back when `body` throws.
    public func write<T: Sendable>(
        _ operation: StaticString,
        _ body: @Sendable (SQLConnection) throws -> T
    ) async throws -> T {
        let started = ContinuousClock.now
        defer { durations?.observe(operation, since: started) }
        do {
            return try await pool.writeWithoutTransaction { [orders] database in
                let connection = SQLConnection(database, orders: orders)
                var result: T?
                // Immediate: a transaction that reads first and then writes would otherwise meet a busy error, which no
                // timeout helps against.
                try database.inTransaction(.immediate) {
                    result = try body(connection)
                    return .commit
                }
                for action in connection.commitActions { action() }
                guard let result else { throw SQLError(.interrupted, "the transaction was aborted") }
                return result
            }
        } catch let error as DatabaseError {
            throw SQLError(error)
        }
    }

    /// Answers nil when the database can be read, else why not: what `/readyz` asks.
    public func unavailability() async -> String? {
        do {
            _ = try await read("ping") { try $0.first("select 1") { try $0.integer(0) } }
            return nil
        } catch {
            return "\(location): \(error)"
        }
    }

    /// Waits for running statements and closes the file. What comes after fails.
    public func close() throws {
        try SQLError.translating { try pool.close() }
    }

    /// Creates an empty file with mode 0600 (and its folder), because a database holds password hashes and signing
    /// keys; SQLite gives its side files the mode of the main one.
    private static func create(_ path: String) throws {
        do throws(StorageError) {
            if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
                try FileSystem.createDirectory(String(path[..<slash]))
            }
            _ = try File.open(path, .readWrite, permissions: 0o600)
        } catch {
            throw SQLError(.inputOutput, "\(error)")
        }
    }
}
