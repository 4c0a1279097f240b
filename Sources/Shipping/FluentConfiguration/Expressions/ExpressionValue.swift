/// What an embedded expression evaluates to.
enum ExpressionValue: Equatable {
    case null
    case bool(Bool)
    case integer(Int)
    case string(String)
    case useNil
    case useDefault

    /// Ruby's truth: everything but nil and false.
    var isTruthy: Bool {
        switch self {
        case .null, .bool(false): false
        default: true
        }
    }

    /// Ruby's `to_s`.
    var text: String {
        switch self {
        case .null, .useNil, .useDefault: ""
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .string(let value): value
        }
    }
}

/// What embedded expressions may ask of the world.
public struct ExpressionEnvironment: Sendable {
    public let variables: [String: String]
    public let hostname: String
    /// The number of the worker, "0" for the only one.
    public let workerID: String

    public init(variables: [String: String], hostname: String, workerID: String = "0") {
        self.variables = variables
        self.hostname = hostname
        self.workerID = workerID
    }
}
