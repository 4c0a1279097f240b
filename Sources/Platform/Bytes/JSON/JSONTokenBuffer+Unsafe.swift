/// The end of a tape that is being written: tokens go to a small block of memory first and to the array in batches,
/// because an array checks with each `append` whether it is shared, which takes longer than to scan most tokens.
///
/// What keeps it right: `block` holds `capacity` tokens and outlives the buffer (both live in one
/// `withUnsafeTemporaryAllocation`); `pending` never exceeds the capacity, and only tokens below it are read.
@safe
struct JSONTokenBuffer {
    private let block: UnsafeMutablePointer<JSONTape.Token>
    /// How many tokens of the block are written.
    private var pending = 0
    private(set) var tokens: [JSONTape.Token]

    static let capacity = 64

    /// `block` must have room for ``capacity`` tokens.
    @unsafe
    init(block: UnsafeMutablePointer<JSONTape.Token>, tokens: consuming [JSONTape.Token]) {
        unsafe self.block = block
        self.tokens = tokens
    }

    @inline(__always)
    var count: Int { tokens.count &+ pending }

    @inline(__always)
    mutating func append(_ token: JSONTape.Token) {
        if pending == Self.capacity { flush() }
        unsafe (block + pending).initialize(to: token)
        pending &+= 1
    }

    @inline(__always)
    subscript(index: Int) -> JSONTape.Token {
        let base = tokens.count
        return unsafe index >= base ? block[index &- base] : tokens[index]
    }

    /// Ends the container at `index` and gives the index of its parent.
    @inline(__always)
    mutating func close(_ index: Int, end: Int) -> Int {
        let base = tokens.count
        let next = base &+ pending
        if index >= base { return unsafe block[index &- base].close(end: end, next: next) }
        return tokens[index].close(end: end, next: next)
    }

    @inline(never)
    mutating func flush() {
        unsafe tokens.append(contentsOf: UnsafeBufferPointer(start: block, count: pending))
        pending = 0
    }
}
