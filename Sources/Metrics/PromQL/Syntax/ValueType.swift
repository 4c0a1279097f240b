/// The type of an expression.
public enum ValueType: Sendable {
    case scalar
    case string
    case instantVector
    case rangeVector

    /// As Prometheus names the type in its messages.
    public var documentedName: String {
        switch self {
        case .scalar: "scalar"
        case .string: "string"
        case .instantVector: "instant vector"
        case .rangeVector: "range vector"
        }
    }
}
