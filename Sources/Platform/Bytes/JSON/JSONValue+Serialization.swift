extension JSONValue: CustomStringConvertible {
    /// The value as a JSON document in UTF-8, members in their order.
    ///
    /// - Parameter pretty: With line breaks and two spaces a level; else compact.
    public func serialized(pretty: Bool = false) -> [UInt8] {
        var writer = JSONWriter()
        if pretty {
            writer.writePretty(self, level: 0)
        } else {
            writer.value(self)
        }
        return writer.bytes
    }

    /// The value as a compact JSON document.
    public var text: String { String(decoding: serialized(), as: UTF8.self) }

    /// ``text``.
    public var description: String { text }
}

extension JSONWriter {
    fileprivate mutating func writePretty(_ value: JSONValue, level: Int) {
        switch value {
        case .array(let elements) where !elements.isEmpty:
            beginArray()
            for element in elements {
                breakLine(level + 1)
                writePretty(element, level: level + 1)
            }
            breakLineBeforeEnd(level)
            endArray()
        case .object(let object) where !object.isEmpty:
            beginObject()
            for member in object {
                breakLine(level + 1)
                key(member.key)
                bytes.append(UInt8(ascii: " "))
                writePretty(member.value, level: level + 1)
            }
            breakLineBeforeEnd(level)
            endObject()
        default:
            self.value(value)
        }
    }
}
