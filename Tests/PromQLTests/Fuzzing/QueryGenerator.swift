import TestSupport

/// Makes random queries that are well-formed: every type is right, every selector selects something.
struct QueryGenerator {
    private var random: SeededGenerator

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    private let labels = ["job", "instance", "le", "group"]
    private let metrics = ["requests_total", "latency_bucket", "temperature", "gaps"]

    mutating func query() -> String {
        chance(1, in: 12) ? scalar(3) : vector(Int.random(in: 1...4, using: &random))
    }

    // MARK: Expressions

    private mutating func vector(_ depth: Int) -> String {
        if depth <= 0 { return selector() }
        switch Int.random(in: 0..<14, using: &random) {
        case 0, 1: return selector()
        case 2: return "(\(vector(depth - 1)))"
        case 3: return "-\(selector())"
        case 4, 5: return binary(depth)
        case 6, 7: return aggregation(depth)
        case 8, 9, 10: return overTime(depth)
        case 11: return "vector(\(scalar(depth - 1)))"
        case 12: return elementwise(depth)
        default: return labelling(depth)
        }
    }

    private mutating func scalar(_ depth: Int) -> String {
        if depth <= 0 { return number() }
        switch Int.random(in: 0..<7, using: &random) {
        case 0: return "time()"
        case 1: return "scalar(\(vector(depth - 1)))"
        case 2: return "(\(scalar(depth - 1)) \(one(of: ["+", "-", "*", "/", "%", "^", "atan2"])) \(number()))"
        case 3: return "\(number()) \(one(of: ["==", "!=", "<", ">", "<=", ">="])) bool \(scalar(depth - 1))"
        case 4: return "-\(number())"
        case 5: return "max_of(\(number()), \(scalar(depth - 1)))"
        default: return number()
        }
    }

    private mutating func binary(_ depth: Int) -> String {
        let left = "(\(vector(depth - 1)))"
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return "\(left) \(one(of: ["and", "or", "unless"])) \(matching(groups: false))(\(vector(depth - 1)))"
        case 1: return "\(left) \(one(of: ["+", "-", "*", "/", "%", "^"])) \(scalar(depth - 1))"
        case 2: return "\(scalar(depth - 1)) \(one(of: ["<", ">", "==", "> bool", "-"])) \(left)"
        default:
            let operation = one(of: ["+", "-", "*", "/", ">", "<=", "!= bool", "</", "atan2"])
            let fill = chance(1, in: 4) ? "\(one(of: ["fill", "fill_left", "fill_right"])) (\(number())) " : ""
            return "\(left) \(operation) \(matching(groups: true))\(fill)(\(vector(depth - 1)))"
        }
    }

    private mutating func matching(groups: Bool) -> String {
        guard chance(2, in: 3) else { return "" }
        let labels = self.labels.filter { _ in Bool.random(using: &random) }.joined(separator: ", ")
        var text = "\(one(of: ["on", "ignoring"])) (\(labels)) "
        if groups, chance(1, in: 2) { text += "\(one(of: ["group_left", "group_right"])) () " }
        return text
    }

    private mutating func aggregation(_ depth: Int) -> String {
        let grouping = chance(1, in: 2) ? "\(one(of: ["by", "without"])) (\(one(of: labels)), __name__) " : ""
        let operand = vector(depth - 1)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: return "\(one(of: ["topk", "bottomk", "limitk"])) \(grouping)(\(small()), \(operand))"
        case 1: return "quantile \(grouping)(0.\(small()), \(operand))"
        case 2: return "count_values \(grouping)(\"value\", \(operand))"
        default:
            let name = one(of: ["sum", "avg", "min", "max", "count", "group", "stddev", "stdvar"])
            return chance(1, in: 2) ? "\(name) \(grouping)(\(operand))" : "\(name)(\(operand)) \(grouping)"
        }
    }

    private mutating func overTime(_ depth: Int) -> String {
        let range = self.range(depth)
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return "predict_linear(\(range), \(number()))"
        case 1: return "quantile_over_time(\(number()), \(range))"
        case 2: return "double_exponential_smoothing(\(range), 0.5, 0.3)"
        case 3: return "absent_over_time(\(range))"
        case 4:
            let ends = one(of: ["anchored", "smoothed"])
            return "\(one(of: ["rate", "increase", "delta"]))(\(plainSelector())[\(duration())] \(ends)\(modifiers()))"
        default:
            let name = one(of: [
                "rate", "increase", "delta", "irate", "idelta", "deriv", "changes", "resets", "avg_over_time",
                "min_over_time", "max_over_time", "sum_over_time", "count_over_time", "stddev_over_time",
                "stdvar_over_time", "last_over_time", "first_over_time", "present_over_time", "mad_over_time",
                "ts_of_max_over_time", "ts_of_last_over_time",
            ])
            return "\(name)(\(range))"
        }
    }

    private mutating func range(_ depth: Int) -> String {
        if chance(1, in: 4), depth > 1 {
            return "(\(vector(depth - 2)))[\(duration()):\(chance(1, in: 2) ? duration() : "")]\(modifiers())"
        }
        return "\(plainSelector())[\(duration())]\(modifiers())"
    }

    private mutating func elementwise(_ depth: Int) -> String {
        let operand = vector(depth - 1)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return "clamp(\(operand), \(number()), \(number()))"
        case 1: return "round(\(operand), \(number()))"
        case 2: return "absent(\(operand))"
        case 3: return "timestamp(\(operand))"
        case 4: return "histogram_quantile(\(number()), \(operand))"
        default:
            let name = one(of: ["abs", "ceil", "exp", "sqrt", "ln", "sgn", "hour", "day_of_year", "month", "sin"])
            return "\(name)(\(operand))"
        }
    }

    private mutating func labelling(_ depth: Int) -> String {
        let operand = vector(depth - 1)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: return "label_replace(\(operand), \"new\", \"$1-x\", \"\(one(of: labels))\", \"(.*)\")"
        case 1: return "label_join(\(operand), \"new\", \"/\", \"job\", \"instance\")"
        default: return "\(one(of: ["sort", "sort_desc"]))(\(operand))"
        }
    }

    // MARK: Parts

    private mutating func selector() -> String { plainSelector() + modifiers() }

    private mutating func plainSelector() -> String {
        let name = one(of: metrics)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: return "\(name){\(one(of: labels))=~\"\(one(of: [".*", "a|b", "[0-9]+", "1.*"]))\"}"
        case 1: return "{__name__=\"\(name)\", \(one(of: labels))!=\"\(one(of: ["a", "b", ""]))\"}"
        case 2: return "{\"\(name)\", 'job'!~`x.*`}"
        default: return name
        }
    }

    private mutating func modifiers() -> String {
        var text = ""
        // Arithmetic behind an offset needs parentheses.
        if chance(1, in: 5) { text += " offset \(chance(1, in: 3) ? "-" : "")(\(duration()))" }
        if chance(1, in: 8) { text += " @ \(one(of: ["start()", "end()", "600", "10m", "-5"]))" }
        return text
    }

    private mutating func duration() -> String {
        one(of: ["1m", "90s", "5m", "30", "2m30s", "1h", "(1m + 30s) * 2", "250ms * 400"])
    }

    private mutating func number() -> String {
        one(of: ["0", "1", "2.5", "1e3", "0x1F", "1_000", "NaN", "Inf", "0.9", "5m", "-3", ".5"])
    }

    private mutating func small() -> Int { Int.random(in: 1...9, using: &random) }

    private mutating func one(of texts: [String]) -> String {
        texts[Int.random(in: 0..<texts.count, using: &random)]
    }

    private mutating func chance(_ part: Int, in whole: Int) -> Bool {
        Int.random(in: 0..<whole, using: &random) < part
    }
}
