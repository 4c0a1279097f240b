// `bytes` is always what the tape was made from; other bytes give other text, or trap when they are shorter.

extension JSONTape {
    /// Calls `body` with the indices of each member's key and value, in order; not at all for what is no object.
    @inlinable
    public func forEachMember<Failure: Error>(
        of index: Int = 0,
        _ body: (_ key: Int, _ value: Int) throws(Failure) -> Void
    ) throws(Failure) {
        guard tokens[index].kind == .object else { return }
        let end = tokens[index].next
        var key = index + 1
        while key < end {
            try body(key, key + 1)
            key = tokens[key + 1].next
        }
    }

    /// Calls `body` with the index of each element, in order; not at all for what is no array.
    @inlinable
    public func forEachElement<Failure: Error>(
        of index: Int = 0,
        _ body: (_ element: Int) throws(Failure) -> Void
    ) throws(Failure) {
        guard tokens[index].kind == .array else { return }
        let end = tokens[index].next
        var element = index + 1
        while element < end {
            try body(element)
            element = tokens[element].next
        }
    }

    /// The index of the value of the last member named `name`; nil when there is none, or for what is no object.
    ///
    /// - Complexity: Linear in the number of members; nested values are passed over.
    public func member(_ name: String, of index: Int = 0, in bytes: [UInt8]) -> Int? {
        var found: Int?
        forEachMember(of: index) { key, value in
            if isString(key, name, in: bytes) { found = value }
        }
        return found
    }

    /// Whether the token at `index` is a string, or a key, that reads `text`.
    public func isString(_ index: Int, _ text: String, in bytes: [UInt8]) -> Bool {
        let token = tokens[index]
        guard token.kind == .string else { return false }
        guard !token.hasEscapes else { return string(at: index, in: bytes).utf8.elementsEqual(text.utf8) }
        return token.end - token.start == text.utf8.count && bytes[token.range].elementsEqual(text.utf8)
    }

    /// The number at `index` as an integer; nil when it has a fraction or an exponent, does not fit, or is no number.
    public func integer(at index: Int, in bytes: [UInt8]) -> Int64? {
        let token = tokens[index]
        guard token.isInteger else { return nil }
        return NumberText.parseInt64(bytes, in: token.range)
    }

    /// The number at `index` as a double, infinite where it is too large; nil when it is no number.
    public func double(at index: Int, in bytes: [UInt8]) -> Double? {
        let token = tokens[index]
        guard token.kind == .number else { return nil }
        return NumberText.parseDouble(bytes, in: token.range)
    }
}
