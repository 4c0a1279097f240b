import Bytes
import TestSupport
import Testing

/// Durations as people write them.
@Suite struct DurationTextTests {
    @Test(arguments: [
        ("0", Duration.zero), ("0s", .zero), ("30s", .seconds(30)), ("5m", .seconds(300)), ("1h30m", .seconds(5400)),
        ("250ms", .milliseconds(250)), ("7d", .seconds(604_800)), ("2w", .seconds(1_209_600)),
        ("1y", .seconds(31_536_000)), ("1m1ms", .milliseconds(60_001)), ("10us", .microseconds(10)),
        ("10µs", .microseconds(10)), ("15ns", .nanoseconds(15)), ("1d12h", .seconds(129_600)), ("007s", .seconds(7)),
    ])
    func reads(_ text: String, _ duration: Duration) {
        #expect(DurationText.parse(text) == duration)
    }

    @Test(arguments: [
        "", "1", "s", "-1s", "+1s", "1.5h", "1s1m", "1s2s", "1 s", " 1s", "1s ", "1S", "1x", "ms", "1sec", "٣s",
        "99999999999999999999s", "9999999999d", "1h 30m", "300y", "00",
    ])
    func refuses(_ text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test(arguments: [
        (Duration.zero, "0s"), (.seconds(30), "30s"), (.seconds(5400), "1h30m"), (.milliseconds(1500), "1s500ms"),
        (.seconds(604_800), "1w"), (.seconds(86_400 * 3), "3d"), (.seconds(31_536_000), "1y"),
        (.seconds(129_600), "36h"), (.nanoseconds(1), "1ns"), (.seconds(-90), "-1m30s"),
    ])
    func writes(_ duration: Duration, _ text: String) {
        #expect(DurationText.format(duration) == text)
    }

    @Test func readsBackWhatItWrites() {
        var random = SeededGenerator(seed: 9)
        for _ in 0..<2000 {
            let duration = Duration.nanoseconds(Int64(random.next() >> UInt64.random(in: 1..<64, using: &random)))
            #expect(DurationText.parse(DurationText.format(duration)) == duration)
        }
    }
}

/// Sizes as people write them.
@Suite struct ByteSizeTextTests {
    @Test(arguments: [
        ("0", 0), ("100", 100), ("100B", 100), ("64k", 65_536), ("64K", 65_536), ("1kb", 1024), ("1KiB", 1024),
        ("8m", 8 << 20), ("512MiB", 512 << 20), ("1GB", 1 << 30), ("2TiB", 2 << 40), ("1p", 1 << 50),
        ("8191pb", 8191 << 50),
    ])
    func reads(_ text: String, _ bytes: Int) {
        #expect(ByteSizeText.parse(text) == bytes)
    }

    @Test(arguments: [
        "", "k", "-1", "+1", "1.5k", "1 k", " 1", "1x", "1kk", "1ki", "8192p", "99999999999999999999", "٣k",
    ])
    func refuses(_ text: String) {
        #expect(ByteSizeText.parse(text) == nil)
    }

    @Test func readsBackWhatItWrites() {
        #expect(ByteSizeText.format(512 << 20) == "512MiB" && ByteSizeText.format(1536 << 10) == "1536KiB")
        #expect(ByteSizeText.format(1000) == "1000B" && ByteSizeText.format(0) == "0B")
        var random = SeededGenerator(seed: 10)
        for _ in 0..<2000 {
            let bytes =
                Int(random.next() >> UInt64.random(in: 1..<64, using: &random))
                & -(1 << Int.random(in: 0..<40, using: &random))
            #expect(ByteSizeText.parse(ByteSizeText.format(bytes)) == bytes)
        }
    }
}
