public import Logging

extension Logger {
    /// The logger of one program: JSON lines in Elastic Common Schema names.
    public init(service: String, version: String, destination: LogDestination, level: Logger.Level = .info) {
        self.init(label: service) { label in
            ECSLogHandler(label: label, service: service, version: version, destination: destination, level: level)
        }
    }
}
