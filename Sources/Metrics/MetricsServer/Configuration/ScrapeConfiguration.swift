import Bytes
import Scraping
import ServiceKit
import Storage
import TimeSeries

/// What stands in a prometheus.yml.
struct ScrapeConfiguration: Sendable {
    /// The file as it was read.
    var text: String
    /// Milliseconds.
    var scrapeInterval: Int64 = 60_000
    /// Milliseconds.
    var scrapeTimeout: Int64 = 10_000
    /// Milliseconds. Subqueries without a resolution of their own take it.
    var evaluationInterval: Int64 = 60_000
    var externalLabels = Labels()
    var jobs: [ScrapeJob] = []

    /// Reads and checks a configuration. Errors name file and line.
    static func load(_ source: MetricsConfiguration.Source) throws(ConfigurationError) -> ScrapeConfiguration {
        switch source {
        case .text(let text, let name):
            return try read(text, file: name)
        case .file(let path):
            let bytes: [UInt8]
            do throws(StorageError) {
                bytes = try FileSystem.read(path, limit: 16 << 20)
            } catch {
                throw ConfigurationError("\(error)")
            }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw ConfigurationError("\(path) is not UTF-8")
            }
            return try read(text, file: path)
        }
    }

    private static func read(_ text: String, file: String) throws(ConfigurationError) -> ScrapeConfiguration {
        do throws(YAMLError) {
            return try ConfigurationReader.read(try YAMLNode.parse(text, file: file), text: text)
        } catch {
            throw ConfigurationError("\(error.file):\(error.line): \(error.reason)")
        }
    }
}

/// Why a configuration cannot be used, in words for the person who wrote it.
struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
