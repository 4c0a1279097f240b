internal import CExpressions

// Unsafe because RE2 is behind pointers. What keeps it right: the handle is made in `init` and freed in `deinit` only,
// RE2's matching is safe from many threads, and the addresses of texts and bounds outlive the calls they are passed to.

/// RE2's compiled expression.
@safe final class LinearEngine: Sendable {
    private nonisolated(unsafe) let handle: OpaquePointer
    /// Groups in parentheses, without the whole match.
    let groupCount: Int
    /// The names by group; nil for a group without one. Group 0, the whole match, comes first.
    let groupNames: [String?]

    init(pattern: String, options: UInt32, maxMemory: Int) throws(LinearEngineError) {
        var pattern = pattern
        let made = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) {
            reason -> Result<OpaquePointer, LinearEngineError> in
            let handle = pattern.withUTF8 { utf8 in
                unsafe utf8.withMemoryRebound(to: CChar.self) { text in
                    unsafe cx_linear_new(
                        text.baseAddress,
                        text.count,
                        options,
                        Int64(maxMemory),
                        reason.baseAddress,
                        reason.count
                    )
                }
            }
            if let handle = unsafe handle { return unsafe .success(handle) }
            guard let base = reason.baseAddress else { return unsafe .failure(LinearEngineError(reason: "")) }
            return unsafe .failure(LinearEngineError(reason: String(cString: base)))
        }
        let handle = unsafe try made.get()
        unsafe self.handle = handle
        let count = unsafe cx_linear_group_count(handle)
        groupCount = Int(count)
        groupNames = (0...count).map { group in
            unsafe cx_linear_group_name(handle, group).map { unsafe String(cString: $0) }
        }
    }

    deinit {
        unsafe cx_linear_free(handle)
    }

    func matches(_ text: RawSpan, anchored: Bool) -> Bool {
        unsafe text.withUnsafeBytes { text in
            unsafe cx_linear_match(
                handle,
                text.bindMemory(to: UInt8.self).baseAddress,
                text.count,
                0,
                anchored,
                nil,
                0
            )
        }
    }

    func matches(_ text: [UInt8], anchored: Bool) -> Bool {
        unsafe text.withUnsafeBufferPointer { text in
            unsafe cx_linear_match(handle, text.baseAddress, text.count, 0, anchored, nil, 0)
        }
    }

    func matches(_ text: String, anchored: Bool) -> Bool {
        var text = text
        return text.withUTF8 { text in
            unsafe cx_linear_match(handle, text.baseAddress, text.count, 0, anchored, nil, 0)
        }
    }

    /// The bounds of the whole match and of all groups, the first match from `start` on.
    func firstMatch(in text: [UInt8], from start: Int, anchored: Bool) -> [Range<Int>?]? {
        let groups = groupCount + 1
        return unsafe withUnsafeTemporaryAllocation(of: Int.self, capacity: 2 * groups) { bounds in
            let found = unsafe text.withUnsafeBufferPointer { text in
                unsafe cx_linear_match(
                    handle,
                    text.baseAddress,
                    text.count,
                    start,
                    anchored,
                    bounds.baseAddress,
                    Int32(groups)
                )
            }
            guard found else { return nil }
            return (0..<groups).map { group in
                let lower = unsafe bounds[2 * group]
                let upper = unsafe bounds[2 * group + 1]
                return lower < 0 ? nil : lower..<upper
            }
        }
    }
}
