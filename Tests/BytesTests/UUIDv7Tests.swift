import Bytes
import TestSupport
import Testing

@Suite struct UUIDv7Tests {
    @Test func theTimeComesFirstThenVersionAndVariant() {
        var random = SeededGenerator(seed: 1)
        // The time of RFC 9562's own example, 2022-02-22T19:22:22.000Z.
        let id = UUIDv7.make(at: Timestamp(milliseconds: 0x017F_22E2_79B0), using: &random)
        #expect(id.hasPrefix("017f22e2-79b0-7"))
        #expect(UUIDv7.isValid(id))
        for _ in 0..<1_000 {
            let id = Array(UUIDv7.make(at: Timestamp(milliseconds: 1), using: &random).utf8)
            #expect(id.count == 36 && id[14] == UInt8(ascii: "7"))
            #expect("89ab".utf8.contains(id[19]))
        }
    }

    @Test func laterOnesSortLaterAndNoTwoAreAlike() {
        let ids = (0..<1_000).map { UUIDv7.make(at: Timestamp(milliseconds: 1_700_000_000_000 + $0)) }
        #expect(ids == ids.sorted())
        #expect(Set((0..<1_000).map { _ in UUIDv7.make(at: Timestamp(milliseconds: 1)) }).count == 1_000)
    }

    @Test(arguments: [
        "", "017f22e2-79b0-7cc3-98c4-dc0c0c07398", "017F22E2-79B0-7CC3-98C4-DC0C0C07398F",
        "017f22e2-79b0-4cc3-98c4-dc0c0c07398f", "017f22e279b07cc398c4dc0c0c07398f----",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398g", "a-slug-that-is-thirty-six-chars-long",
    ])
    func whatIsNoneIsRefused(text: String) {
        #expect(!UUIDv7.isValid(text))
    }
}
