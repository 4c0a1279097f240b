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

/// A number that goes up and down.
public final class Gauge: Sendable {
    private let bits = Atomic<UInt64>(0)

    init() {}

    public func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }
    public func set(_ value: Int) { set(Double(value)) }
    public func add(_ amount: Double) { bits.addDouble(amount) }
    public func increment() { add(1) }
    public func decrement() { add(-1) }

    public var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }
}

extension Atomic where Value == UInt64 {
    /// Adds to the floating-point number that is held as its bits.
    func addDouble(_ amount: Double) {
        var current = load(ordering: .relaxed)
        while true {
            let sum = (Double(bitPattern: current) + amount).bitPattern
            let (exchanged, original) = weakCompareExchange(expected: current, desired: sum, ordering: .relaxed)
            if exchanged { return }
            current = original
        }
    }
}
