/// What stands between two operands.
public enum BinaryOperator: String, Sendable, CaseIterable {
    case power = "^"
    case multiply = "*"
    case divide = "/"
    case modulo = "%"
    case atan2 = "atan2"
    case add = "+"
    case subtract = "-"
    case equal = "=="
    case notEqual = "!="
    case lessOrEqual = "<="
    case less = "<"
    case greaterOrEqual = ">="
    case greater = ">"
    case trimUpper = "</"
    case trimLower = ">/"
    case and = "and"
    case unless = "unless"
    case or = "or"

    /// How tightly it binds; a higher number binds tighter.
    public var precedence: Int {
        switch self {
        case .power: 6
        case .multiply, .divide, .modulo, .atan2: 5
        case .add, .subtract: 4
        case .equal, .notEqual, .lessOrEqual, .less, .greaterOrEqual, .greater, .trimUpper, .trimLower: 3
        case .and, .unless: 2
        case .or: 1
        }
    }

    public var isRightAssociative: Bool { self == .power }

    public var isComparison: Bool {
        switch self {
        case .equal, .notEqual, .lessOrEqual, .less, .greaterOrEqual, .greater: true
        default: false
        }
    }

    public var isSetOperator: Bool {
        self == .and || self == .or || self == .unless
    }

    /// Whether the result is another quantity than the operand, so that the operand's name no longer fits it.
    public var changesMetric: Bool {
        switch self {
        case .add, .subtract, .multiply, .divide, .power, .modulo, .atan2: true
        default: false
        }
    }
}
