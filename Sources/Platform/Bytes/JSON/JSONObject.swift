/// The members of a JSON object, in order.
///
/// A document may have the same key twice (RFC 8259 leaves it open); then all members are kept and look-ups give the
/// last.
public struct JSONObject: Sendable {
    /// All members in order.
    public private(set) var members: [(key: String, value: JSONValue)] = []

    /// Where each key's last member is, from the moment that an object is written to by key with more than
    /// ``linearLimit`` members; nil when unknown. It keeps building a large object by key from being quadratic.
    private var positions: [String: Int]?

    private static let linearLimit = 16

    public init() {}

    /// An object of the given members, which are taken as they are.
    public init(_ members: [(key: String, value: JSONValue)]) {
        self.members = members
    }

    /// How many members there are.
    public var count: Int { members.count }
    /// Whether there is no member.
    public var isEmpty: Bool { members.isEmpty }
    /// The members' keys, in order.
    public var keys: [String] { members.map(\.key) }

    /// The value of the last member named `key`. Setting it replaces that value where it is and removes other members
    /// of the name; a new key goes to the end; nil removes.
    ///
    /// - Complexity: Linear in the number of members unless the object was built by this subscript.
    public subscript(key: String) -> JSONValue? {
        get {
            position(of: key).map { members[$0].value }
        }
        set {
            if positions == nil, members.count > Self.linearLimit { indexMembers() }
            guard let position = position(of: key) else {
                if let newValue {
                    positions?[key] = members.count
                    members.append((key, newValue))
                }
                return
            }
            // With an index keys are unique, so one replacement is all.
            if let newValue, positions != nil {
                members[position].value = newValue
                return
            }
            if let newValue { members[position].value = newValue }
            var index = -1
            members.removeAll { member in
                index += 1
                return member.key == key && (newValue == nil || index != position)
            }
            positions = nil
        }
    }

    /// Adds a member at the end without looking whether there is one of that name.
    public mutating func append(_ key: String, _ value: JSONValue) {
        positions = nil
        members.append((key, value))
    }

    private func position(of key: String) -> Int? {
        if let positions { return positions[key] }
        return members.lastIndex { $0.key == key }
    }

    /// Left out where a key is there twice.
    private mutating func indexMembers() {
        var index = [String: Int](minimumCapacity: 2 * members.count)
        for (position, member) in members.enumerated() where index.updateValue(position, forKey: member.key) != nil {
            return
        }
        positions = index
    }
}

extension JSONObject: Sequence {
    public func makeIterator() -> IndexingIterator<[(key: String, value: JSONValue)]> {
        members.makeIterator()
    }

    public var underestimatedCount: Int { members.count }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        members = elements.map { (key: $0.0, value: $0.1) }
    }
}

extension JSONObject: Equatable {
    /// Whether both have the same keys with the same values; order does not count, nor do members that a later one of
    /// the same name hides.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        if left.count == right.count,
            zip(left.members, right.members).allSatisfy({ $0.key == $1.key && $0.value == $1.value })
        {
            // The same members in the same order: equal, hidden ones included.
            return true
        }
        return left.byKey == right.byKey
    }

    private var byKey: [String: JSONValue] {
        Dictionary(members.map { ($0.key, $0.value) }) { _, last in last }
    }
}
