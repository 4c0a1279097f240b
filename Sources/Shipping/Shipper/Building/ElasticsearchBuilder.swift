internal import Bytes
internal import EventPipeline
internal import FluentConfiguration
internal import ServiceKit

/// Reads the parameters of the elasticsearch output.
struct ElasticsearchBuilder {
    let section: CheckedSection
    let keys: ChunkKeys
    let hostname: String

    func build() throws(ConfigurationError) -> ElasticsearchSettings {
        var settings = ElasticsearchSettings(urls: try urls(), documents: try documents())
        settings.headers = headers()
        settings.requestTimeout = try section.positive("request_timeout")
        // The plugin's way to say that there is no limit of its own.
        settings.bulkBytes = try section.integer("bulk_message_request_threshold", in: 1...1 << 30)
        settings.compresses = section.optionalString("compression_level").map { $0 != "no_compression" } ?? false
        settings.pipeline = section.optionalString("pipeline")
        settings.logsReasons = section.bool("log_es_400_reason")
        return settings
    }

    private func urls() throws(ConfigurationError) -> [String] {
        let scheme = section.string("scheme")
        let port = try section.integer("port", in: 1...65535)
        var path = section.optionalString("path") ?? ""
        while path.hasSuffix("/") { path.removeLast() }
        if !path.isEmpty, !path.hasPrefix("/") { path = "/" + path }
        guard let hosts = section.optionalString("hosts"), !hosts.isEmpty else {
            return ["\(scheme)://\(bracketed(section.string("host"))):\(port)\(path)"]
        }
        var urls: [String] = []
        for host in hosts.split(separator: ",") {
            let text = host.filter { !$0.isWhitespace }
            guard !text.isEmpty else { continue }
            guard !text.contains("@") else {
                throw section.failure(
                    "hosts",
                    "a user and password in a URL are not supported: write user and password"
                )
            }
            if text.contains("://") {
                urls.append(text.hasSuffix("/") ? String(text.dropLast()) : text)
            } else {
                urls.append("\(scheme)://\(text.contains(":") ? text : "\(text):\(port)")\(path)")
            }
        }
        guard !urls.isEmpty else { throw section.failure("hosts", "must not be empty") }
        return urls
    }

    private func bracketed(_ host: String) -> String {
        host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
    }

    private func headers() -> HTTPCaller.Headers {
        var headers: HTTPCaller.Headers = section.hash("custom_headers").map { ($0.key, $0.value.plain) }
        if let key = section.optionalString("api_key") {
            headers.append(("Authorization", "ApiKey \(key)"))
        } else if let user = section.optionalString("user") {
            let password = section.optionalString("password") ?? ""
            headers.append(("Authorization", "Basic " + Base64.encode(Array("\(user):\(password)".utf8))))
        }
        return headers
    }

    private func documents() throws(ConfigurationError) -> DocumentSettings {
        let isDaily = section.bool("logstash_format")
        var documents = DocumentSettings(index: try index(isDaily: isDaily))
        documents.targetIndexKey = section.optionalString("target_index_key")
        documents.indexZone = section.bool("utc_index") ? .utc : .local
        documents.includesTimestamp = isDaily || section.bool("include_timestamp")
        documents.timeKey = section.optionalString("time_key")
        documents.timeKeyFormat = try section.timeFormat("time_key_format")
        documents.excludesTimestamp = section.bool("time_key_exclude_timestamp")
        documents.timePrecision = try section.integer("time_precision", in: 0...9)
        documents.tagKey = section.bool("include_tag_key") ? section.string("tag_key") : nil
        documents.idKey = section.optionalString("id_key")
        documents.routingKey = section.optionalString("routing_key")
        documents.removedKeys = (section.optionalString("remove_keys") ?? "").split(separator: ",")
            .map { String($0.filter { !$0.isWhitespace }) }
        documents.creates = section.string("write_operation") == "create"
        documents.chunkZone = keys.zone
        return documents
    }

    private func index(isDaily: Bool) throws(ConfigurationError) -> DocumentSettings.IndexName {
        let name = isDaily ? "logstash_prefix" : "index_name"
        let template: ChunkTemplate
        do {
            template = try ChunkTemplate(section.string(name), keys: keys, hostname: hostname)
        } catch {
            throw section.failure(name, error.reason)
        }
        guard isDaily else { return .fixed(template) }
        guard let format = try section.timeFormat("logstash_dateformat") else {
            throw section.failure("logstash_dateformat", "must not be empty")
        }
        return .daily(prefix: template, separator: section.string("logstash_prefix_separator"), format: format)
    }
}
