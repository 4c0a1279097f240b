/// The text formats in which targets expose their metrics.
public enum ExpositionFormat: Sendable, Equatable {
    /// Prometheus's text format 0.0.4 (and 1.0.0, which adds quoted UTF-8 names).
    case text
    /// OpenMetrics 1.0.0 and 0.0.1.
    case openMetrics
}

/// What a scrape asks for and may be answered with, by Prometheus's names.
public enum ScrapeProtocol: String, Sendable, CaseIterable {
    case openMetrics1 = "OpenMetricsText1.0.0"
    case openMetrics0 = "OpenMetricsText0.0.1"
    case text1 = "PrometheusText1.0.0"
    case text0 = "PrometheusText0.0.4"

    /// What Prometheus 3 asks for where nothing is configured.
    public static let standard: [ScrapeProtocol] = [.openMetrics1, .openMetrics0, .text1, .text0]

    public var format: ExpositionFormat {
        switch self {
        case .openMetrics1, .openMetrics0: .openMetrics
        case .text1, .text0: .text
        }
    }

    private var mediaType: String {
        switch self {
        case .openMetrics1: "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8"
        case .openMetrics0: "application/openmetrics-text;version=0.0.1"
        case .text1: "text/plain;version=1.0.0;escaping=allow-utf-8"
        case .text0: "text/plain;version=0.0.4"
        }
    }

    /// The `Accept` header for these protocols in descending preference, with Prometheus's weights.
    public static func acceptHeader(_ protocols: [ScrapeProtocol]) -> String {
        var weight = 6
        var parts: [String] = []
        for item in protocols {
            parts.append("\(item.mediaType);q=0.\(weight)")
            weight -= 1
        }
        return (parts + ["*/*;q=0.\(weight)"]).joined(separator: ",")
    }
}

extension ExpositionFormat {
    /// The format that a `Content-Type` names.
    ///
    /// - Parameter fallback: what to take where the header is missing, malformed or names something else.
    public init(contentType: String?, fallback: ScrapeProtocol?) throws(ContentTypeError) {
        let mediaType = contentType.map { type in
            String(type.prefix { $0 != ";" }).filter { !$0.isWhitespace }.lowercased()
        }
        switch mediaType {
        case "application/openmetrics-text":
            self = .openMetrics
        case "text/plain":
            self = .text
        default:
            guard let fallback else { throw ContentTypeError(contentType: contentType ?? "") }
            self = fallback.format
        }
    }
}

/// A target answered with something that is no text format, and no `fallback_scrape_protocol` is configured.
public struct ContentTypeError: Error, Equatable, CustomStringConvertible {
    public let contentType: String

    public var description: String {
        contentType.isEmpty
            ? "the target sends no Content-Type and no fallback_scrape_protocol is configured for it"
            : "the target sends the unsupported Content-Type \"\(contentType)\""
                + " and no fallback_scrape_protocol is configured for it"
    }
}
