/// Why a scrape failed. The target is down then, and all its series end.
public enum ScrapeFailure: Error, Sendable, CustomStringConvertible {
    /// The target did not answer, or not with success.
    case request(String)
    case contentType(ContentTypeError)
    case exposition(ExpositionError)
    case bodySizeLimit(Int)
    case sampleLimit(Int)
    /// A limit on labels was exceeded, or the labels make no series.
    case labels(String)
    /// The store did not take it.
    case append(String)

    public var description: String {
        switch self {
        case .request(let reason): reason
        case .contentType(let error): error.description
        case .exposition(let error): error.description
        case .bodySizeLimit: "body size limit exceeded"
        case .sampleLimit: "sample limit exceeded"
        case .labels(let reason): reason
        case .append(let reason): reason
        }
    }
}
