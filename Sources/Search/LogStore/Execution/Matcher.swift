/// A query as it applies to one index: fields by number, values by the type they have there.
indirect enum Matcher: Sendable {
    case all
    case none
    /// One token of a text field.
    case token([UInt8], field: FieldID, weight: TermWeight?)
    case tokens(TermPredicate, field: FieldID)
    case phrase(PhraseMatcher)
    case keyword([UInt8], field: FieldID, weight: TermWeight?)
    case keywordSet(Set<[UInt8]>, field: FieldID)
    case keywords(TermPredicate, field: FieldID)
    case numbers(NumberInterval, field: FieldID)
    case numberSet(Set<Double>, longs: Set<Int64>, field: FieldID)
    /// Milliseconds since 1970.
    case dates(ClosedRange<Int64>, field: FieldID)
    case boolean(Bool, field: FieldID)
    case exists([FieldID])
    case ids(Set<[UInt8]>)
    case bool(must: [Matcher], filter: [Matcher], should: [Matcher], mustNot: [Matcher], minimum: Int)
    case best([Matcher], tieBreaker: Float)
    case constant(Matcher)
    case boosted(Matcher, Float)
}

/// Consecutive tokens of a text field.
struct PhraseMatcher: Sendable {
    /// For each position the terms that may stand there.
    var terms: [PhraseTerm]
    var field: FieldID
    var slop: Int
    var weight: TermWeight?

    enum PhraseTerm: Sendable {
        case exact([UInt8])
        case prefix([UInt8])
    }
}

/// Numbers between two bounds, for whole numbers and for doubles.
struct NumberInterval: Sendable, Equatable {
    /// Nil: no whole number lies between.
    var longs: ClosedRange<Int64>?
    var lower: Double
    var includesLower: Bool
    var upper: Double
    var includesUpper: Bool

    init(lower: Number?, includesLower: Bool, upper: Number?, includesUpper: Bool) {
        self.lower = lower?.double ?? -.infinity
        self.includesLower = lower == nil || includesLower
        self.upper = upper?.double ?? .infinity
        self.includesUpper = upper == nil || includesUpper
        let low = Self.longBound(lower, isInclusive: includesLower, roundingUp: true) ?? .min
        let high = Self.longBound(upper, isInclusive: includesUpper, roundingUp: false) ?? .max
        let isEmpty = Self.isBeyond(lower, above: true) || Self.isBeyond(upper, above: false)
        longs = low <= high && !isEmpty ? low...high : nil
    }

    static func equal(to number: Number) -> NumberInterval {
        NumberInterval(lower: number, includesLower: true, upper: number, includesUpper: true)
    }

    func contains(_ value: Double) -> Bool {
        (value > lower || includesLower && value == lower) && (value < upper || includesUpper && value == upper)
    }

    /// Whether a lower bound is above all longs, or an upper one below them.
    private static func isBeyond(_ number: Number?, above: Bool) -> Bool {
        switch number {
        case .double(let value): above ? value >= 0x1p63 : value < -0x1p63
        default: false
        }
    }

    private static func longBound(_ number: Number?, isInclusive: Bool, roundingUp: Bool) -> Int64? {
        switch number {
        case nil: return nil
        case .long(let value):
            if isInclusive { return value }
            let (next, overflow) = roundingUp ? value.addingReportingOverflow(1) : value.subtractingReportingOverflow(1)
            return overflow ? (roundingUp ? .max : .min) : next
        case .double(let value):
            let rounded = value.rounded(roundingUp ? .up : .down)
            guard rounded >= -0x1p63, rounded < 0x1p63 else { return nil }
            let whole = Int64(rounded)
            return rounded == value && !isInclusive ? whole + (roundingUp ? 1 : -1) : whole
        }
    }
}

/// BM25 as Elasticsearch has it (k1 = 1.2, b = 0.75, and the constant factor k1 + 1 that Lucene has dropped): the
/// weight of a term and the average length of its field.
struct TermWeight: Sendable, Equatable {
    private static let k1: Float = 1.2
    private static let b: Float = 0.75

    private let weight: Float
    private let averageLength: Float

    /// - Parameters:
    ///   - frequencies: In how many documents each of the terms is; a phrase has several.
    ///   - documents: How many documents have the field.
    init(frequencies: [Int], documents: Int, averageLength: Float) {
        weight =
            (Self.k1 + 1)
            * frequencies.reduce(0) { sum, frequency in
                let frequency = min(frequency, documents)
                let ratio = (Float(documents - frequency) + 0.5) / (Float(frequency) + 0.5)
                return sum + Self.naturalLogarithm(1 + ratio)
            }
        self.averageLength = averageLength
    }

    func score(frequency: Float, length: UInt32) -> Float {
        let normalized = Float(Self.storedLength(length)) / averageLength
        let inverse = 1 / (Self.k1 * ((1 - Self.b) + Self.b * normalized))
        return weight - weight / (1 + frequency * inverse)
    }

    /// Lengths as Lucene keeps them in a byte: exact up to 39, then with a mantissa of four bits (`SmallFloat`).
    static func storedLength(_ length: UInt32) -> UInt32 {
        guard length >= 40 else { return length }
        let value = length - 24
        let bits = 32 - value.leadingZeroBitCount
        let shift = UInt32(max(0, bits - 4))
        return ((value >> shift) << shift) + 24
    }

    /// ln x for x ≥ 1, by x = m·2^e and the series of artanh; exact to a few units in the last place of a Float.
    static func naturalLogarithm(_ value: Float) -> Float {
        let exponent = Double(value.exponent)
        let mantissa = Double(value.significand)
        let ratio = (mantissa - 1) / (mantissa + 1)
        let square = ratio * ratio
        var term = ratio
        var sum = 0.0
        var divisor = 1.0
        while abs(term) > 1e-12 {
            sum += term / divisor
            term *= square
            divisor += 2
        }
        return Float(2 * sum + exponent * 0.693_147_180_559_945_3)
    }
}
