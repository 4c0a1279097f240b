/// Where Go's regular expressions have grown beyond the RE2 library.
enum GoSyntax {
    /// Writes named groups the older way: `(?<name>…)`, which Go has taken since 1.22, as `(?P<name>…)`.
    static func named(_ pattern: String) -> String {
        let bytes = Array(pattern.utf8)
        guard pattern.contains("(?<") else { return pattern }
        var output: [UInt8] = []
        var at = 0
        var isInClass = false
        var isQuoted = false
        while at < bytes.count {
            let byte = bytes[at]
            if byte == UInt8(ascii: "\\"), at + 1 < bytes.count {
                if bytes[at + 1] == UInt8(ascii: "E") { isQuoted = false }
                if isQuoted {
                    output.append(byte)
                    at += 1
                    continue
                }
                if bytes[at + 1] == UInt8(ascii: "Q"), !isInClass { isQuoted = true }
                output.append(contentsOf: bytes[at...(at + 1)])
                at += 2
                continue
            }
            if !isQuoted {
                if isInClass {
                    if byte == UInt8(ascii: "]") { isInClass = false }
                } else if byte == UInt8(ascii: "[") {
                    isInClass = true
                    output.append(byte)
                    at += 1
                    // A bracket right at the start, or behind ^, is a member of the class.
                    if at < bytes.count, bytes[at] == UInt8(ascii: "^") {
                        output.append(bytes[at])
                        at += 1
                    }
                    if at < bytes.count, bytes[at] == UInt8(ascii: "]") {
                        output.append(bytes[at])
                        at += 1
                    }
                    continue
                } else if bytes[at...].starts(with: "(?<".utf8),
                    at + 3 < bytes.count, bytes[at + 3] != UInt8(ascii: "="), bytes[at + 3] != UInt8(ascii: "!")
                {
                    output.append(contentsOf: "(?P<".utf8)
                    at += 3
                    continue
                }
            }
            output.append(byte)
            at += 1
        }
        return String(decoding: output, as: UTF8.self)
    }
}
