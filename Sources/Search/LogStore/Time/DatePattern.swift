/// A pattern of java.time's DateTimeFormatter, as far as log formats use it: `y u M d H m s S X x Z E a h`, quoted
/// text, `[optional]` parts.
struct DatePattern: Sendable, Equatable {
    enum Part: Sendable, Equatable {
        case field(Character, Int)
        case literal(String)
        case optional([Part])
    }

    let parts: [Part]

    init(_ pattern: String) throws(LogStoreError) {
        var scanner = Array(pattern)[...]
        parts = try Self.parts(&scanner, nested: false)
    }

    private static func parts(_ rest: inout ArraySlice<Character>, nested: Bool) throws(LogStoreError) -> [Part] {
        var parts: [Part] = []
        while let character = rest.first {
            rest = rest.dropFirst()
            switch character {
            case "'":
                var literal = ""
                while let next = rest.first, next != "'" {
                    literal.append(next)
                    rest = rest.dropFirst()
                }
                guard rest.first == "'" else {
                    throw LogStoreError(.illegalArgument, "Pattern ends with an incomplete string literal")
                }
                rest = rest.dropFirst()
                parts.append(.literal(literal.isEmpty ? "'" : literal))
            case "[":
                guard !nested else { throw LogStoreError(.illegalArgument, "Optional parts cannot be nested") }
                parts.append(.optional(try Self.parts(&rest, nested: true)))
                guard rest.first == "]" else {
                    throw LogStoreError(.illegalArgument, "Pattern has no closing ] for an optional part")
                }
                rest = rest.dropFirst()
            case "]" where nested:
                rest.insert("]", at: rest.startIndex)
                return parts
            case "a"..."z", "A"..."Z":
                var width = 1
                while rest.first == character {
                    width += 1
                    rest = rest.dropFirst()
                }
                guard "yuMdHmsSXxZEah".contains(character) else {
                    throw LogStoreError(.illegalArgument, "Unknown pattern letter: \(character)")
                }
                parts.append(.field(character, width))
            default: parts.append(.literal(String(character)))
            }
        }
        return parts
    }

    /// What parsing gathers before it is put together.
    private struct Fields {
        var time = LocalTime()
        var offset: Int?
        var afternoon: Bool?
        var hour12: Int?
    }

    func parse(_ text: Span<UInt8>, roundUp: Bool, zone: TimeZoneRules) -> Int64? {
        var fields = Fields()
        if roundUp {
            fields.time.hour = 23
            fields.time.minute = 59
            fields.time.second = 59
            fields.time.nanosecond = 999_999_999
        }
        var scanner = DateScanner(offset: 0)
        guard Self.parse(parts, text, &scanner, &fields), scanner.offset == text.count else { return nil }
        if let hour = fields.hour12 { fields.time.hour = hour % 12 + (fields.afternoon == true ? 12 : 0) }
        guard fields.time.isValid else { return nil }
        return fields.time.instant(offsetSeconds: fields.offset, zone: zone)
    }

    private static func parse(
        _ parts: [Part],
        _ text: Span<UInt8>,
        _ scanner: inout DateScanner,
        _ fields: inout Fields
    ) -> Bool {
        for (index, part) in parts.enumerated() {
            switch part {
            case .literal(let literal):
                for byte in literal.utf8 {
                    guard scanner.offset < text.count, text[scanner.offset] == byte else { return false }
                    scanner.offset += 1
                }
            case .optional(let inner):
                var (attempt, found) = (scanner, fields)
                if parse(inner, text, &attempt, &found) { (scanner, fields) = (attempt, found) }
            case .field(let letter, let width):
                // Digits that follow one another without a separator have exactly their width.
                var isAdjacent = false
                if index + 1 < parts.count, case .field(let next, _) = parts[index + 1] {
                    isAdjacent = !"XxZEa".contains(next)
                }
                let widths = isAdjacent || width > 1 ? width...width : 1...(letter == "y" || letter == "u" ? 6 : 2)
                guard field(letter, width, widths, text, &scanner, &fields) else { return false }
            }
        }
        return true
    }

    private static func field(
        _ letter: Character,
        _ width: Int,
        _ widths: ClosedRange<Int>,
        _ text: Span<UInt8>,
        _ scanner: inout DateScanner,
        _ fields: inout Fields
    ) -> Bool {
        func number() -> Int? { scanner.digits(text, widths) }
        switch letter {
        case "y", "u":
            guard let value = number() else { return false }
            fields.time.year = width == 2 ? 2000 + value : value
        case "M" where width >= 3:
            guard let index = name(months, full: width > 3, text, &scanner) else { return false }
            fields.time.month = index + 1
        case "M":
            guard let value = number() else { return false }
            fields.time.month = value
        case "d":
            guard let value = number() else { return false }
            fields.time.day = value
        case "H":
            guard let value = number() else { return false }
            fields.time.hour = value
        case "h":
            guard let value = number(), (1...12).contains(value) else { return false }
            fields.hour12 = value
        case "m":
            guard let value = number() else { return false }
            fields.time.minute = value
        case "s":
            guard let value = number() else { return false }
            fields.time.second = value
        case "S":
            let start = scanner.offset
            guard let value = scanner.fraction(text), scanner.offset - start == width else { return false }
            fields.time.nanosecond = value
        case "a":
            guard let index = name(["AM", "PM"], full: true, text, &scanner) else { return false }
            fields.afternoon = index == 1
        case "E": return name(weekdays, full: width > 3, text, &scanner) != nil
        default:
            guard let offset = scanner.zone(text) else { return false }
            fields.offset = offset
        }
        return true
    }

    private static func name(
        _ names: [String],
        full: Bool,
        _ text: Span<UInt8>,
        _ scanner: inout DateScanner
    ) -> Int? {
        for (index, name) in names.enumerated() {
            let bytes = Array((full ? name : String(name.prefix(3))).utf8)
            guard scanner.offset + bytes.count <= text.count else { continue }
            if bytes.indices.allSatisfy({ text[scanner.offset + $0] == bytes[$0] }) {
                scanner.offset += bytes.count
                return index
            }
        }
        return nil
    }

    func format(_ milliseconds: Int64, zone: TimeZoneRules) -> String {
        let offset = zone.offset(at: milliseconds)
        return Self.format(parts, LocalTime(milliseconds: milliseconds + Int64(offset) * 1000), offset)
    }

    private static func format(_ parts: [Part], _ time: LocalTime, _ offset: Int) -> String {
        var text = ""
        for part in parts {
            switch part {
            case .literal(let literal): text += literal
            case .optional(let inner): text += format(inner, time, offset)
            case .field(let letter, let width):
                switch letter {
                case "y", "u": text += DateScanner.padded(width == 2 ? time.year % 100 : time.year, width)
                case "M" where width >= 3:
                    text += width > 3 ? months[time.month - 1] : String(months[time.month - 1].prefix(3))
                case "M": text += DateScanner.padded(time.month, width)
                case "d": text += DateScanner.padded(time.day, width)
                case "H": text += DateScanner.padded(time.hour, width)
                case "h": text += DateScanner.padded((time.hour + 11) % 12 + 1, width)
                case "m": text += DateScanner.padded(time.minute, width)
                case "s": text += DateScanner.padded(time.second, width)
                case "S": text += String((DateScanner.padded(time.nanosecond, 9)).prefix(width))
                case "a": text += time.hour < 12 ? "AM" : "PM"
                case "E": text += width > 3 ? weekdays[time.weekday - 1] : String(weekdays[time.weekday - 1].prefix(3))
                case "X":
                    text +=
                        width < 3 && offset != 0
                        ? TimeZoneRules.text(offset: offset, zero: "Z").filter { $0 != ":" }
                        : TimeZoneRules.text(offset: offset, zero: "Z")
                case "x" where width >= 3: text += TimeZoneRules.text(offset: offset, zero: "+00:00")
                default: text += TimeZoneRules.text(offset: offset, zero: "+00:00").filter { $0 != ":" }
                }
            }
        }
        return text
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    private static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
}
