import Bytes
import TimeSeries

extension JSONWriter {
    /// `{"__name__":"up","job":"node"}`
    mutating func labels(_ labels: Labels) {
        beginObject()
        for label in labels { member(label.name, label.value) }
        endObject()
    }

    /// `[1435781451.781,"1"]`
    mutating func sample(_ timestamp: Int64, _ value: Double) {
        beginArray()
        raw(SampleText.seconds(timestamp))
        string(SampleText.value(value))
        endArray()
    }

    mutating func strings(_ strings: some Sequence<String>) {
        beginArray()
        for text in strings { string(text) }
        endArray()
    }
}

/// The numbers of the API, as Prometheus writes them.
enum SampleText {
    /// Milliseconds as seconds, with three digits behind the point where they are not zero.
    static func seconds(_ milliseconds: Int64) -> [UInt8] {
        var text: [UInt8] = []
        if milliseconds < 0 { text.append(UInt8(ascii: "-")) }
        let magnitude = milliseconds.magnitude
        NumberText.appendDecimal(magnitude / 1000, to: &text)
        let fraction = magnitude % 1000
        if fraction != 0 {
            text.append(UInt8(ascii: "."))
            if fraction < 100 { text.append(UInt8(ascii: "0")) }
            if fraction < 10 { text.append(UInt8(ascii: "0")) }
            NumberText.appendDecimal(fraction, to: &text)
        }
        return text
    }

    /// The shortest digits that give the value back, with an exponent below 1e-6 and from 1e21 on; `NaN`, `+Inf`,
    /// `-Inf`.
    static func value(_ value: Double) -> String {
        let magnitude = value.magnitude
        if value.isFinite, magnitude != 0, magnitude < 1e-6 || magnitude >= 1e21 {
            return NumberText.shortest(value)
        }
        return NumberText.plain(value)
    }
}
