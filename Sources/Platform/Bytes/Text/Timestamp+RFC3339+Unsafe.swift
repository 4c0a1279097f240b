// What keeps it right: the fixed part is read only when there are 20 bytes at least, and every offset behind it is
// compared with the count just before the byte is read.

extension Timestamp {
    /// The moment of a whole RFC 3339 date-time.
    @unsafe
    init?(rfc3339 buffer: UnsafeRawBufferPointer) {
        // The shortest is "2026-03-01T12:00:00Z".
        let count = buffer.count
        guard count >= 20, let p = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return nil }
        // Digits and marks are judged together, at the end: a digit out of range leaves a high bit in `outside`, a wrong
        // mark any bit in `differences`.
        var outside: UInt16 = 0
        var differences: UInt8 = 0
        @inline(__always)
        func two(_ at: Int) -> Int {
            let pair = unsafe UInt16(littleEndian: UnsafeRawPointer(p + at).loadUnaligned(as: UInt16.self))
            let digits = pair &- 0x3030
            // Above 9 the sum reaches 0x80; below 0 the difference has it already, or borrowed from its neighbour.
            outside |= digits | (digits &+ 0x7676)
            return Int(digits & 0xFF) &* 10 &+ Int(digits >> 8)
        }
        @inline(__always)
        func expect(_ at: Int, _ byte: UInt8) {
            unsafe differences |= p[at] ^ byte
        }

        let year = two(0) &* 100 &+ two(2)
        expect(4, UInt8(ascii: "-"))
        let month = two(5)
        expect(7, UInt8(ascii: "-"))
        let day = two(8)
        let separator = unsafe p[10]
        let hour = two(11)
        expect(13, UInt8(ascii: ":"))
        let minute = two(14)
        expect(16, UInt8(ascii: ":"))
        let second = two(17)
        guard outside & 0x8080 == 0, differences == 0,
            separator | 0x20 == UInt8(ascii: "t") || separator == UInt8(ascii: " "),
            month >= 1, month <= 12, day >= 1, day <= 28 || day <= CivilTime.days(inMonth: month, of: year),
            hour <= 23, minute <= 59, second <= 60
        else { return nil }

        var at = 19
        var nanosecond: UInt32 = 0
        if unsafe p[at] == UInt8(ascii: ".") {
            at &+= 1
            let first = at
            var place: UInt32 = 100_000_000
            while at < count {
                let digit = unsafe p[at] &- UInt8(ascii: "0")
                guard digit <= 9 else { break }
                nanosecond &+= UInt32(digit) &* place
                place /= 10
                at &+= 1
            }
            guard at > first, at < count else { return nil }
        }

        var offset = 0
        let zone = unsafe p[at]
        if zone | 0x20 == UInt8(ascii: "z") {
            guard at &+ 1 == count else { return nil }
        } else {
            guard zone == UInt8(ascii: "+") || zone == UInt8(ascii: "-"), at &+ 6 == count else { return nil }
            let hours = two(at &+ 1)
            expect(at &+ 3, UInt8(ascii: ":"))
            let minutes = two(at &+ 4)
            guard outside & 0x8080 == 0, differences == 0, hours <= 23, minutes <= 59 else { return nil }
            offset = (hours &* 60 &+ minutes) &* (zone == UInt8(ascii: "-") ? -60 : 60)
        }

        let timeOfDay = (hour &* 60 &+ minute) &* 60 &+ second &- offset
        let seconds = Int64(Self.days(year, month, day) &* 86_400 &+ timeOfDay)
        let total = seconds.multipliedFullWidth(by: 1_000_000_000)
        // In range for a double word, for the year has four digits; it need not fit into 64 bits.
        let (low, carry) = total.low.addingReportingOverflow(UInt64(nanosecond))
        let high = total.high &+ (carry ? 1 : 0)
        let result = Int64(bitPattern: low)
        guard high == result >> 63 else { return nil }
        self.init(nanoseconds: result)
    }

    /// As ``CivilTime/daysSinceEpoch``, for years that are not negative, where divisions need no care for the sign.
    @inline(__always)
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        // One cycle of 400 years more, so that the January of year 0 stays above zero as well.
        let shifted = UInt32(truncatingIfNeeded: month <= 2 ? year &+ 399 : year &+ 400)
        let monthFromMarch = UInt32(truncatingIfNeeded: month > 2 ? month &- 3 : month &+ 9)
        let century = shifted / 100
        let leapDays = shifted / 4 &- century &+ century / 4
        let dayOfYear = (153 &* monthFromMarch &+ 2) / 5
        return Int(shifted &* 365 &+ leapDays &+ dayOfYear) &+ day &- 1 &- 146_097 &- 719_468
    }
}
