import Bytes
public import TimeSeries

/// Something to scrape: where it is and which labels its series carry.
public struct Target: Sendable {
    /// As discovered, before relabelling, with the labels that begin with `__`.
    public let discoveredLabels: Labels
    /// What its series carry: the labels after relabelling that do not begin with `__`.
    public let labels: Labels
    /// After relabelling, with those that begin with `__`; two targets are the same when these are.
    let allLabels: Labels
    public let url: String
    /// Milliseconds.
    public let interval: Int64
    /// Milliseconds.
    public let timeout: Int64

    /// What tells targets of one job apart, the same in every process.
    var identity: UInt64 { Hash64.combine(allLabels.fingerprint, Hash64.hash(url)) }
}

/// What relabelling made of a discovered target.
enum TargetResolution {
    case active(Target)
    /// A rule dropped it.
    case dropped(discoveredLabels: Labels)
}

extension Target {
    private static let address = "__address__"
    private static let scheme = "__scheme__"
    private static let metricsPath = "__metrics_path__"
    private static let scrapeInterval = "__scrape_interval__"
    private static let scrapeTimeout = "__scrape_timeout__"
    private static let parameterPrefix = "__param_"
    private static let metaPrefix = "__meta_"
    private static let hiddenPrefix = "__"

    /// The target that an address of a group becomes: the job's settings as labels, then the job's rules.
    static func resolve(_ address: String, _ group: TargetGroup, _ job: ScrapeJob) throws(TargetError)
        -> TargetResolution
    {
        var labels = group.labels.setting(Target.address, to: address)
        var defaults: [(String, String)] = [
            ("job", job.name),
            (scrapeInterval, DurationText.format(.milliseconds(job.interval))),
            (scrapeTimeout, DurationText.format(.milliseconds(job.timeout))),
            (metricsPath, job.metricsPath),
            (scheme, job.scheme),
        ]
        for parameter in job.parameters {
            if let first = parameter.values.first { defaults.append((parameterPrefix + parameter.name, first)) }
        }
        for (name, value) in defaults where labels[name] == nil {
            labels = labels.setting(name, to: value)
        }
        let discovered = labels
        guard var relabelled = job.relabelling.apply(to: labels) else {
            return .dropped(discoveredLabels: discovered)
        }
        guard let host = relabelled[Target.address] else { throw TargetError(reason: "no address") }
        guard !host.contains("/") else { throw TargetError(reason: "\"\(host)\" is not a valid hostname") }
        let interval = try duration(scrapeInterval, in: relabelled)
        let timeout = try duration(scrapeTimeout, in: relabelled)
        guard timeout <= interval else {
            throw TargetError(reason: "scrape timeout cannot be greater than scrape interval")
        }
        relabelled = relabelled.dropping(relabelled.map(\.name).filter { $0.hasPrefix(metaPrefix) })
        if relabelled["instance"] == nil { relabelled = relabelled.setting("instance", to: host) }
        return .active(
            Target(
                discoveredLabels: discovered,
                labels: relabelled.dropping(relabelled.map(\.name).filter { $0.hasPrefix(hiddenPrefix) }),
                allLabels: relabelled,
                url: url(relabelled, host: host, job),
                interval: interval,
                timeout: timeout
            )
        )
    }

    private static func duration(_ name: String, in labels: Labels) throws(TargetError) -> Int64 {
        let text = labels[name] ?? ""
        guard let duration = DurationText.parse(text), duration >= .milliseconds(1) else {
            throw TargetError(reason: "\(name) is \"\(text)\", which is no duration above zero")
        }
        let parts = duration.components
        return parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
    }

    private static func url(_ labels: Labels, host: String, _ job: ScrapeJob) -> String {
        var parameters = job.parameters
        for label in labels where label.name.hasPrefix(parameterPrefix) {
            let name = String(label.name.dropFirst(parameterPrefix.count))
            if let index = parameters.firstIndex(where: { $0.name == name }) {
                parameters[index].values[0] = label.value
            } else {
                parameters.append((name, [label.value]))
            }
        }
        let query = parameters.sorted { $0.name < $1.name }.flatMap { parameter in
            parameter.values.map { URLText.encode(parameter.name) + "=" + URLText.encode($0) }
        }.joined(separator: "&")
        var path = labels[metricsPath] ?? ""
        if !path.hasPrefix("/") { path = "/" + path }
        let separator = path.contains("?") ? "&" : "?"
        return "\(labels[scheme] ?? "http")://\(host)\(path)" + (query.isEmpty ? "" : separator + query)
    }
}

/// Why a discovered target cannot be scraped.
struct TargetError: Error, CustomStringConvertible {
    let reason: String
    var description: String { reason }
}
