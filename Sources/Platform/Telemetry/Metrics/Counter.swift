import Synchronization

/// A number that only grows. Safe to use from any thread; one atomic addition.
public final class Counter: Sendable {
    private let bits = Atomic<UInt64>(0)

    init() {}

    public func increment(by amount: Int = 1) {
        increment(by: Double(amount))
    }

    /// - Parameter amount: Not negative.
    public func increment(by amount: Double) {
        precondition(amount >= 0, "BUG: a counter cannot go down")
        bits.addDouble(amount)
    }

    public var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }
}
