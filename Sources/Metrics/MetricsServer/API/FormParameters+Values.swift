import Bytes

extension FormParameters {
    /// Times beyond these are taken for them: everything that a store can hold is between, and sums do not overflow.
    static let earliest = -Int64(1) << 60
    static let latest = Int64(1) << 60

    /// A time in milliseconds: seconds since 1970 with a fraction, or RFC 3339.
    func time(_ name: String) throws(APIError) -> Int64? {
        guard let text = self[name] else { return nil }
        guard let time = FormParameters.time(text) else {
            throw .invalidParameter(name, "cannot parse \"\(text)\" to a valid timestamp")
        }
        return time
    }

    func requiredTime(_ name: String) throws(APIError) -> Int64 {
        guard let time = try time(name) else {
            throw .invalidParameter(name, "cannot parse \"\" to a valid timestamp")
        }
        return time
    }

    static func time(_ text: String) -> Int64? {
        if let seconds = NumberText.parseDouble(text) {
            guard !seconds.isNaN else { return nil }
            // Whole seconds and rounded milliseconds apart, so that large times keep their milliseconds.
            let whole = seconds.rounded(.down)
            guard whole.magnitude < 1e15 else { return seconds < 0 ? earliest : latest }
            return Int64(whole) * 1000 + Int64(((seconds - whole) * 1000).rounded())
        }
        return Timestamp(rfc3339: text)?.milliseconds
    }

    /// A duration in milliseconds: seconds with a fraction, or a text such as `5m`.
    func duration(_ name: String) throws(APIError) -> Int64? {
        guard let text = self[name] else { return nil }
        if let seconds = NumberText.parseDouble(text) {
            let milliseconds = seconds * 1000
            guard !milliseconds.isNaN, milliseconds.magnitude < 9.2e18 else {
                throw .invalidParameter(name, "cannot parse \"\(text)\" to a valid duration. It overflows int64")
            }
            return Int64(milliseconds)
        }
        guard let duration = DurationText.parse(text) else {
            throw .invalidParameter(name, "cannot parse \"\(text)\" to a valid duration")
        }
        return duration.inMilliseconds
    }

    /// The `limit` parameter; zero means none.
    func limit(_ name: String = "limit") throws(APIError) -> Int {
        guard let text = self[name] else { return 0 }
        guard let limit = Int(text) else { throw .invalidParameter(name, "\"\(text)\" is not a whole number") }
        guard limit >= 0 else { throw .invalidParameter(name, "limit must be non-negative") }
        return limit
    }

    /// The range of a metadata query; everything where it is not given.
    func range() throws(APIError) -> (start: Int64, end: Int64) {
        let start = try time("start") ?? FormParameters.earliest
        let end = try time("end") ?? FormParameters.latest
        guard start <= end else { throw .invalidParameter("end", "end timestamp must not be before start timestamp") }
        return (start, end)
    }
}
