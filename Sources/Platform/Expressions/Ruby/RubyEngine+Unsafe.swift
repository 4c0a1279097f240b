internal import CExpressions

// Unsafe because Oniguruma is behind pointers. What keeps it right: the handle is made in `init` and freed in `deinit`
// only, searching does not change it and keeps its state for each thread apart, the addresses of texts and bounds outlive
// the calls they are passed to, and the list of names is filled while `cx_ruby_names` runs and not after.

/// Oniguruma's compiled expression.
@safe final class RubyEngine: Sendable {
    private nonisolated(unsafe) let handle: OpaquePointer
    /// Groups that capture, without the whole match.
    let groupCount: Int
    /// Names with their groups, in the order of the groups.
    let groupNames: [(name: String, index: Int)]

    init(pattern: String, options: UInt32) throws(RubyEngineError) {
        var pattern = pattern
        let made = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) {
            reason -> Result<OpaquePointer, RubyEngineError> in
            let handle = pattern.withUTF8 { utf8 in
                unsafe utf8.withMemoryRebound(to: CChar.self) { text in
                    unsafe cx_ruby_new(text.baseAddress, text.count, options, reason.baseAddress, reason.count)
                }
            }
            if let handle = unsafe handle { return unsafe .success(handle) }
            guard let base = reason.baseAddress else { return unsafe .failure(RubyEngineError(reason: "")) }
            return unsafe .failure(RubyEngineError(reason: String(cString: base)))
        }
        let handle = unsafe try made.get()
        unsafe self.handle = handle
        groupCount = Int(unsafe cx_ruby_group_count(handle))
        var names: [(name: String, index: Int)] = []
        unsafe withUnsafeMutablePointer(to: &names) { list in
            unsafe cx_ruby_names(handle, list) { context, name, length, group in
                guard let context = unsafe context, let name = unsafe name else { return }
                let bytes = unsafe UnsafeRawBufferPointer(start: name, count: length)
                unsafe context.assumingMemoryBound(to: [(name: String, index: Int)].self).pointee.append(
                    (String(decoding: bytes, as: UTF8.self), Int(group))
                )
            }
        }
        groupNames = names.sorted { $0.index < $1.index }
    }

    deinit {
        unsafe cx_ruby_free(handle)
    }

    /// The bounds of the whole match and of all groups, as offsets from the start of `text`.
    func firstMatch(in text: ArraySlice<UInt8>, retryLimit: Int) throws(RubyEngineError) -> [Range<Int>?]? {
        let groups = groupCount + 1
        let result = unsafe withUnsafeTemporaryAllocation(of: Int.self, capacity: 2 * groups) {
            bounds -> Result<[Range<Int>?]?, RubyEngineError> in
            let status = unsafe text.withUnsafeBufferPointer { text in
                unsafe cx_ruby_search(
                    handle,
                    text.baseAddress,
                    text.count,
                    UInt(retryLimit),
                    bounds.baseAddress,
                    Int32(groups)
                )
            }
            guard status >= 0 else { return .failure(RubyEngineError(reason: Self.reason(of: status))) }
            guard status > 0 else { return .success(nil) }
            return .success(
                (0..<groups).map { group in
                    let lower = unsafe bounds[2 * group]
                    let upper = unsafe bounds[2 * group + 1]
                    return lower < 0 ? nil : lower..<upper
                }
            )
        }
        return try result.get()
    }

    private static func reason(of status: Int32) -> String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { reason in
            guard let base = reason.baseAddress else { return "error \(status)" }
            unsafe cx_ruby_reason(status, base, reason.count)
            return unsafe String(cString: base)
        }
    }
}
