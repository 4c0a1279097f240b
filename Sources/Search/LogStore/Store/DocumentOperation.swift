/// One change that a client asks for.
public struct DocumentOperation: Sendable {
    public enum Action: Sendable, Equatable {
        /// Writes the document, replacing the one with this id.
        case index
        /// Writes the document unless there is one with this id.
        case create
        /// Merges `source` into the document; where there is none, writes `upsert`, or `source` itself for
        /// `docAsUpsert`.
        case update(upsert: [UInt8]?, docAsUpsert: Bool, detectNoop: Bool)
        case delete
    }

    public var action: Action
    /// Nil to have one made; only for `index` and `create`.
    public var id: String?
    /// The document as JSON; empty for `delete`.
    public var source: [UInt8]
    /// The write is only made if the document's last change has this number (`if_seq_no`).
    public var ifSequenceNumber: Int64?

    public init(_ action: Action, id: String?, source: [UInt8] = [], ifSequenceNumber: Int64? = nil) {
        self.action = action
        self.id = id
        self.source = source
        self.ifSequenceNumber = ifSequenceNumber
    }
}

/// What became of it.
public struct DocumentResult: Sendable, Equatable {
    public enum Outcome: String, Sendable {
        case created, updated, deleted, noop
        case notFound = "not_found"
    }

    public var id: String
    public var version: Int64
    public var sequenceNumber: Int64
    public var outcome: Outcome
}

/// A document as it is stored.
public struct StoredDocument: Sendable, Equatable {
    public var id: String
    public var version: Int64
    public var sequenceNumber: Int64
    public var source: [UInt8]
}
