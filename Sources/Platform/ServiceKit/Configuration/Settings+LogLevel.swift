public import Logging

extension Settings {
    /// The setting `log.level`: trace, debug, info, notice, warning (or warn), error or critical.
    public func logLevel(flag: String? = nil, default fallback: Logger.Level = .info) throws(StartupError)
        -> Logger.Level
    {
        let text = try string("log.level", flag: flag, default: fallback.rawValue)
        if text.lowercased() == "warn" { return .warning }
        guard let level = Logger.Level(rawValue: text.lowercased()) else {
            let names = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw StartupError("log.level: \"\(text)\" is not one of \(names)")
        }
        return level
    }
}
