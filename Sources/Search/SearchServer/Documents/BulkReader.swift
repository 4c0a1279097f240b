import Bytes
import LogStore

/// Takes the body of a `_bulk` apart as it comes in: lines, then pairs of action and source. Holds no more than one
/// unfinished line and the items that were not taken yet.
struct BulkReader {
    struct Item {
        var action: BulkAction
        var source: [UInt8]
    }

    private let defaultIndex: String?
    private var rest: [UInt8] = []
    private var line = 0
    private var action: BulkAction?
    private(set) var items: [Item] = []
    private(set) var itemBytes = 0

    /// A line is a document at most, and some room for an action around it.
    static let lineLimit = DocumentLimits.sourceBytes + (1 << 16)

    init(defaultIndex: String?) {
        self.defaultIndex = defaultIndex
    }

    mutating func feed(_ bytes: [UInt8]) throws(LogStoreError) {
        var start = 0
        while let end = ByteScan.firstIndex(of: 10, in: bytes, from: start) {
            if rest.isEmpty {
                try take(Array(bytes[start..<end]))
            } else {
                rest.append(contentsOf: bytes[start..<end])
                let whole = rest
                rest = []
                try take(whole)
            }
            start = end + 1
        }
        rest.append(contentsOf: bytes[start...])
        guard rest.count <= Self.lineLimit else {
            throw LogStoreError(
                .illegalArgument,
                "line [\(line + 1)] of the bulk request is longer than \(Self.lineLimit) bytes"
            )
        }
    }

    /// The items so far; they are not given again.
    mutating func takeItems() -> [Item] {
        defer {
            items = []
            itemBytes = 0
        }
        return items
    }

    /// What is wrong when the body ends here.
    func finish() throws(LogStoreError) {
        guard rest.allSatisfy({ $0 <= 32 }) else {
            throw LogStoreError(.illegalArgument, "The bulk request must be terminated by a newline [\\n]")
        }
        guard action == nil else {
            throw LogStoreError(
                .illegalArgument,
                "Malformed action/metadata line [\(line)], expected a document on the line behind it"
            )
        }
        guard line > 0 else {
            throw LogStoreError(.parse, "request body is required")
        }
    }

    private mutating func take(_ bytes: [UInt8]) throws(LogStoreError) {
        line += 1
        var bytes = bytes
        if bytes.last == 13 { bytes.removeLast() }
        if let action {
            self.action = nil
            append(Item(action: action, source: bytes))
            return
        }
        // Empty lines between items are passed over.
        if bytes.allSatisfy({ $0 <= 32 }) { return }
        let next = try BulkAction(bytes, line: line, defaultIndex: defaultIndex)
        if next.kind == .delete {
            append(Item(action: next, source: []))
        } else {
            action = next
        }
    }

    private mutating func append(_ item: Item) {
        items.append(item)
        itemBytes += item.source.count + 64
    }
}
