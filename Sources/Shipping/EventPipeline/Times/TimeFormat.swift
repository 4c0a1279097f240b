/// A `strptime`/`strftime` format, compiled once.
///
/// Directives: `%Y %C %y %m %d %e %j %H %k %I %l %M %S %L %N %3N %6N %9N %z %:z %Z %b %B %h %a %A %p %P %s %F %T %D %R
/// %c %x %X %n %t %%` and `%iso8601`. Others are refused by name.
public struct TimeFormat: Sendable, Hashable {
    enum Item: Sendable, Hashable {
        case literal(UInt8)
        case space
        case year, shortYear, century
        case month, monthName
        case monthShortName
        case day, blankDay, dayOfYear
        case hour, blankHour, hour12, blankHour12, meridiem
        case minute, second
        /// Digits of the fraction when written; any number of them is read.
        case fraction(Int)
        case zone(colon: Bool), zoneName
        case weekday, weekdayShort
        case epochSeconds
        case iso8601
    }

    public struct Unsupported: Error, Sendable {
        public let reason: String
    }

    public let text: String
    let items: [Item]

    public init(_ text: String) throws(Unsupported) {
        self.text = text
        items = try Self.items(Array(text.utf8))
    }

    private static func items(_ bytes: [UInt8]) throws(Unsupported) -> [Item] {
        var items: [Item] = []
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            guard byte == UInt8(ascii: "%"), index < bytes.count else {
                items.append(byte == UInt8(ascii: " ") || (9...13).contains(byte) ? .space : .literal(byte))
                continue
            }
            if bytes[index...].starts(with: "iso8601".utf8) {
                items.append(.iso8601)
                index += 7
                continue
            }
            let start = index
            if bytes[index] == UInt8(ascii: "-") { index += 1 }
            var width = 0
            while index < bytes.count, (0x30...0x39).contains(bytes[index]), width < 100 {
                width = width * 10 + Int(bytes[index] - 0x30)
                index += 1
            }
            let colon = index < bytes.count && bytes[index] == UInt8(ascii: ":")
            if colon { index += 1 }
            guard index < bytes.count, let found = directive(bytes[index], width: width, colon: colon) else {
                let shown = String(decoding: bytes[start..<min(index + 1, bytes.count)], as: UTF8.self)
                throw Unsupported(reason: "the time format has '%\(shown)', which is not supported")
            }
            items += found
            index += 1
        }
        return items
    }

    private static func directive(_ byte: UInt8, width: Int, colon: Bool) -> [Item]? {
        func expand(_ text: String) -> [Item]? { try? items(Array(text.utf8)) }
        switch byte {
        case UInt8(ascii: "Y"): return [.year]
        case UInt8(ascii: "C"): return [.century]
        case UInt8(ascii: "y"): return [.shortYear]
        case UInt8(ascii: "m"): return [.month]
        case UInt8(ascii: "d"): return [.day]
        case UInt8(ascii: "e"): return [.blankDay]
        case UInt8(ascii: "j"): return [.dayOfYear]
        case UInt8(ascii: "H"): return [.hour]
        case UInt8(ascii: "k"): return [.blankHour]
        case UInt8(ascii: "I"): return [.hour12]
        case UInt8(ascii: "l"): return [.blankHour12]
        case UInt8(ascii: "M"): return [.minute]
        case UInt8(ascii: "S"): return [.second]
        case UInt8(ascii: "L"): return [.fraction(width == 0 ? 3 : min(width, 9))]
        case UInt8(ascii: "N"): return [.fraction(width == 0 ? 9 : min(width, 9))]
        case UInt8(ascii: "z"): return [.zone(colon: colon)]
        case UInt8(ascii: "Z"): return [.zoneName]
        case UInt8(ascii: "b"), UInt8(ascii: "h"): return [.monthShortName]
        case UInt8(ascii: "B"): return [.monthName]
        case UInt8(ascii: "a"): return [.weekdayShort]
        case UInt8(ascii: "A"): return [.weekday]
        case UInt8(ascii: "p"), UInt8(ascii: "P"): return [.meridiem]
        case UInt8(ascii: "s"): return [.epochSeconds]
        case UInt8(ascii: "F"): return expand("%Y-%m-%d")
        case UInt8(ascii: "T"), UInt8(ascii: "X"): return expand("%H:%M:%S")
        case UInt8(ascii: "D"), UInt8(ascii: "x"): return expand("%m/%d/%y")
        case UInt8(ascii: "R"): return expand("%H:%M")
        case UInt8(ascii: "c"): return expand("%a %b %e %H:%M:%S %Y")
        case UInt8(ascii: "n"), UInt8(ascii: "t"): return [.space]
        case UInt8(ascii: "%"): return [.literal(UInt8(ascii: "%"))]
        default: return nil
        }
    }

    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
}
