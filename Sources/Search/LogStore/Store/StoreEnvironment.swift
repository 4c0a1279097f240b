public import Bytes
public import Storage

/// What the store takes from outside, so that a test can choose it.
public struct StoreEnvironment: Sendable {
    public var clock: @Sendable () -> Timestamp
    /// Random bytes, for identifiers.
    public var randomBytes: @Sendable (_ count: Int) -> [UInt8]
    /// Asked before each write, in tests.
    public var faults: FileFaults?

    public init(
        clock: @escaping @Sendable () -> Timestamp,
        randomBytes: @escaping @Sendable (Int) -> [UInt8] = { count in
            (0..<count).map { _ in UInt8.random(in: 0...255) }
        },
        faults: FileFaults? = nil
    ) {
        self.clock = clock
        self.randomBytes = randomBytes
        self.faults = faults
    }

    /// An `_id` as Elasticsearch makes them: 20 characters.
    func makeIdentifier() -> String { Base64.encode(randomBytes(15), .url) }

    /// The UUID of an index: 22 characters.
    func makeUUID() -> String { Base64.encode(randomBytes(16), .url) }
}
