/// Evaluates the expression in `"#{…}"`.
///
/// Fluentd runs any Ruby there. This is a small safe language that covers what configurations in use write: literals,
/// `ENV['X']`, `ENV.fetch('X', default)`, `hostname`, `worker_id`, `Socket.gethostname`, `use_nil`, `use_default`,
/// `||`, `&&`, `!`, `==`, `!=`, `? :`, `+`, parentheses, `File.join`, and a few methods of strings. Everything else is
/// an error that says where: no guess is made.
struct ExpressionParser {
    let environment: ExpressionEnvironment
    private var depth = 0

    init(environment: ExpressionEnvironment) { self.environment = environment }

    /// Parses up to the closing `}` and passes over it.
    mutating func parse(_ scanner: inout ConfigurationScanner) throws(ConfigurationError) -> ExpressionValue {
        skipSpace(&scanner)
        if scanner.skip("}") { return .null }
        let value = try conditional(&scanner)
        skipSpace(&scanner)
        guard scanner.skip("}") else { throw unsupported(scanner) }
        return value
    }

    private func unsupported(_ scanner: ConfigurationScanner) -> ConfigurationError {
        guard let byte = scanner.current else {
            return scanner.error("unexpected end of file in an embedded expression")
        }
        let text = String(
            decoding: scanner.bytes[scanner.position...].prefix { !ConfigurationScanner.isNewline($0) }.prefix(40),
            as: UTF8.self
        )
        return scanner.error(
            byte == UInt8(ascii: "#")
                ? "a comment is not allowed in an embedded expression"
                : "embedded Ruby is limited to ENV, hostname, worker_id, literals and operators, not '\(text)'"
        )
    }

    private func skipSpace(_ scanner: inout ConfigurationScanner) {
        while let byte = scanner.current, ConfigurationScanner.isSpace(byte) { scanner.advance() }
    }

    private mutating func conditional(
        _ scanner: inout ConfigurationScanner
    ) throws(ConfigurationError) -> ExpressionValue {
        depth += 1
        defer { depth -= 1 }
        guard depth < ConfigurationParser.depthLimit else {
            throw scanner.error("an embedded expression nests too deep")
        }
        let condition = try disjunction(&scanner)
        skipSpace(&scanner)
        guard scanner.skip("?") else { return condition }
        let first = try conditional(&scanner)
        skipSpace(&scanner)
        guard scanner.skip(":") else { throw scanner.error("expected ':' after '?' in an embedded expression") }
        let second = try conditional(&scanner)
        return condition.isTruthy ? first : second
    }

    private mutating func disjunction(
        _ scanner: inout ConfigurationScanner
    ) throws(ConfigurationError) -> ExpressionValue {
        var value = try conjunction(&scanner)
        while true {
            skipSpace(&scanner)
            guard scanner.skip("||") else { return value }
            let other = try conjunction(&scanner)
            if !value.isTruthy { value = other }
        }
    }

    private mutating func conjunction(
        _ scanner: inout ConfigurationScanner
    ) throws(ConfigurationError) -> ExpressionValue {
        var value = try comparison(&scanner)
        while true {
            skipSpace(&scanner)
            guard scanner.skip("&&") else { return value }
            let other = try comparison(&scanner)
            if value.isTruthy { value = other }
        }
    }

    private mutating func comparison(
        _ scanner: inout ConfigurationScanner
    ) throws(ConfigurationError) -> ExpressionValue {
        let value = try sum(&scanner)
        skipSpace(&scanner)
        if scanner.skip("==") { return .bool(value == (try sum(&scanner))) }
        if scanner.skip("!=") { return .bool(value != (try sum(&scanner))) }
        return value
    }

    private mutating func sum(_ scanner: inout ConfigurationScanner) throws(ConfigurationError) -> ExpressionValue {
        var value = try unary(&scanner)
        while true {
            skipSpace(&scanner)
            let location = scanner.location
            guard scanner.skip("+") else { return value }
            switch (value, try unary(&scanner)) {
            case (.string(let left), .string(let right)): value = .string(left + right)
            case (.integer(let left), .integer(let right)):
                let (result, overflow) = left.addingReportingOverflow(right)
                guard !overflow else {
                    throw ConfigurationError(at: location, "integer overflow in an embedded expression")
                }
                value = .integer(result)
            default:
                throw ConfigurationError(at: location, "'+' needs two strings or two integers (is a variable unset?)")
            }
        }
    }

    private mutating func unary(_ scanner: inout ConfigurationScanner) throws(ConfigurationError) -> ExpressionValue {
        skipSpace(&scanner)
        if scanner.current == UInt8(ascii: "!"), scanner.peek() != UInt8(ascii: "=") {
            depth += 1
            defer { depth -= 1 }
            guard depth < ConfigurationParser.depthLimit else {
                throw scanner.error("an embedded expression nests too deep")
            }
            scanner.advance()
            return .bool(!(try unary(&scanner)).isTruthy)
        }
        var value = try primary(&scanner)
        while scanner.current == UInt8(ascii: "."), let byte = scanner.peek(), Self.isIdentifier(byte) {
            scanner.advance()
            value = try call(on: value, &scanner)
        }
        return value
    }

    private mutating func primary(_ scanner: inout ConfigurationScanner) throws(ConfigurationError) -> ExpressionValue {
        guard let byte = scanner.current else { throw unsupported(scanner) }
        switch byte {
        case UInt8(ascii: "("):
            scanner.advance()
            let value = try conditional(&scanner)
            skipSpace(&scanner)
            guard scanner.skip(")") else { throw unsupported(scanner) }
            return value
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            var literals = LiteralParser(environment: environment)
            guard case .text(let text) = try literals.string(&scanner, until: .space) else { return .useNil }
            return .string(text)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            let start = scanner.location
            var digits = scanner.skip("-") ? "-" : ""
            digits += scanner.take { (0x30...0x39).contains($0) }
            guard let integer = Int(digits) else { throw ConfigurationError(at: start, "invalid integer '\(digits)'") }
            return .integer(integer)
        case _ where Self.isIdentifier(byte):
            return try name(&scanner)
        default:
            throw unsupported(scanner)
        }
    }

    private mutating func name(_ scanner: inout ConfigurationScanner) throws(ConfigurationError) -> ExpressionValue {
        let start = scanner
        let name = scanner.take(while: Self.isIdentifier)
        switch name {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "nil": return .null
        case "hostname": return .string(environment.hostname)
        case "worker_id": return .string(environment.workerID)
        case "use_nil": return .useNil
        case "use_default": return .useDefault
        case "raise":
            skipSpace(&scanner)
            switch scanner.take(while: Self.isIdentifier) {
            case "SetNil": return .useNil
            case "SetDefault": return .useDefault
            default: throw unsupported(start)
            }
        case "ENV":
            return try environmentVariable(&scanner)
        case "Socket":
            guard scanner.skip(".gethostname") else { throw unsupported(start) }
            return .string(environment.hostname)
        case "File":
            guard scanner.skip(".join") else { throw unsupported(start) }
            return .string(Self.join(try arguments(&scanner).map(\.text)))
        default:
            throw unsupported(start)
        }
    }

    private mutating func environmentVariable(
        _ scanner: inout ConfigurationScanner
    ) throws(ConfigurationError) -> ExpressionValue {
        let location = scanner.location
        if scanner.skip("[") {
            let name = try conditional(&scanner)
            skipSpace(&scanner)
            guard scanner.skip("]") else { throw unsupported(scanner) }
            return environment.variables[name.text].map(ExpressionValue.string) ?? .null
        }
        guard scanner.skip(".fetch") else { throw unsupported(scanner) }
        let arguments = try arguments(&scanner)
        guard (1...2).contains(arguments.count) else {
            throw ConfigurationError(at: location, "ENV.fetch takes a name and, if wanted, a default")
        }
        if let value = environment.variables[arguments[0].text] { return .string(value) }
        guard arguments.count == 2 else {
            throw ConfigurationError(at: location, "the environment variable \(arguments[0].text) is not set")
        }
        return arguments[1]
    }

    private mutating func arguments(
        _ scanner: inout ConfigurationScanner
    ) throws(ConfigurationError) -> [ExpressionValue] {
        guard scanner.skip("(") else { throw unsupported(scanner) }
        var values: [ExpressionValue] = []
        skipSpace(&scanner)
        if scanner.skip(")") { return values }
        while true {
            values.append(try conditional(&scanner))
            skipSpace(&scanner)
            if scanner.skip(")") { return values }
            guard scanner.skip(",") else { throw unsupported(scanner) }
        }
    }

    private mutating func call(
        on value: ExpressionValue,
        _ scanner: inout ConfigurationScanner
    ) throws(ConfigurationError) -> ExpressionValue {
        let start = scanner
        switch (scanner.take(while: Self.isIdentifier), value) {
        case ("to_s", _): return .string(value.text)
        case ("to_i", .string(let text)): return .integer(Int(text.prefix { $0.isASCII && $0.isNumber }) ?? 0)
        case ("to_i", .integer): return value
        case ("downcase", .string(let text)): return .string(text.lowercased())
        case ("upcase", .string(let text)): return .string(text.uppercased())
        case ("strip", .string(let text)):
            let scalars = text.drop { $0.isWhitespace }
            return .string(String(scalars.reversed().drop { $0.isWhitespace }.reversed()))
        default: throw unsupported(start)
        }
    }

    private static func join(_ parts: [String]) -> String {
        parts.dropFirst().reduce(parts.first ?? "") { path, part in
            switch (path.hasSuffix("/"), part.hasPrefix("/")) {
            case (true, true): path + part.dropFirst()
            case (false, false): path + "/" + part
            default: path + part
            }
        }
    }

    private static func isIdentifier(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
