/// Parses the JSON text of an array or hash parameter.
enum LiteralTextParser {
    static func parse(_ text: String) -> ConfigurationLiteral? {
        var scanner = ConfigurationScanner(text, file: "")
        guard let value = value(&scanner, depth: 0) else { return nil }
        skipSpace(&scanner)
        return scanner.atEnd ? value : nil
    }

    private static func skipSpace(_ scanner: inout ConfigurationScanner) {
        while let byte = scanner.current, ConfigurationScanner.isSpace(byte) { scanner.advance() }
    }

    private static func value(_ scanner: inout ConfigurationScanner, depth: Int) -> ConfigurationLiteral? {
        guard depth < ConfigurationParser.depthLimit else { return nil }
        skipSpace(&scanner)
        switch scanner.current {
        case UInt8(ascii: "["):
            scanner.advance()
            var items: [ConfigurationLiteral] = []
            skipSpace(&scanner)
            if scanner.skip("]") { return .array(items) }
            while let item = value(&scanner, depth: depth + 1) {
                items.append(item)
                skipSpace(&scanner)
                if scanner.skip("]") { return .array(items) }
                guard scanner.skip(",") else { return nil }
            }
            return nil
        case UInt8(ascii: "{"):
            scanner.advance()
            var members: [(key: String, value: ConfigurationLiteral)] = []
            skipSpace(&scanner)
            if scanner.skip("}") { return .object(members) }
            while case .string(let key)? = value(&scanner, depth: depth + 1) {
                skipSpace(&scanner)
                guard scanner.skip(":"), let member = value(&scanner, depth: depth + 1) else { return nil }
                members.append((key, member))
                skipSpace(&scanner)
                if scanner.skip("}") { return .object(members) }
                guard scanner.skip(",") else { return nil }
                skipSpace(&scanner)
            }
            return nil
        case UInt8(ascii: "\""):
            let environment = ExpressionEnvironment(variables: [:], hostname: "")
            var literals = LiteralParser(environment: environment, evaluatesExpressions: false)
            return (try? literals.jsonString(&scanner)).map { .string($0) }
        default:
            return ConfigurationLiteral(
                scalar: scanner.take { byte in
                    !ConfigurationScanner.isSpace(byte) && byte != UInt8(ascii: ",") && byte != UInt8(ascii: "]")
                        && byte != UInt8(ascii: "}")
                }
            )
        }
    }
}
