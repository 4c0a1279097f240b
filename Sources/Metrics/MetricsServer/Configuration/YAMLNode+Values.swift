import Bytes
import ServiceKit
import TimeSeries

// Values of a configuration, each with an error that names file and line where it is none.

extension YAMLNode {
    /// The keys of a mapping with their values; none for an empty value.
    ///
    /// - Parameters:
    ///   - place: what the mapping is, for errors.
    ///   - known: the keys that are read here.
    ///   - later: keys of Prometheus that are not built here. They are refused by name, unless they are empty.
    func fields(of place: String, known: [String], later: [String]) throws(YAMLError) -> [String: YAMLNode] {
        if isNull { return [:] }
        guard let mapping else { throw error("\(place) must be a mapping") }
        var fields: [String: YAMLNode] = [:]
        for member in mapping {
            guard let key = member.key.scalar else { throw member.key.error("a key must be text") }
            if later.contains(key) {
                if member.value.isNull || member.value.sequence?.isEmpty ?? false { continue }
                throw member.key.error("\(key) in \(place) is a setting of Prometheus that is not supported here")
            }
            guard known.contains(key) else { throw member.key.error("field \(key) not found in \(place)") }
            if !member.value.isNull { fields[key] = member.value }
        }
        return fields
    }

    func list(_ what: String) throws(YAMLError) -> [YAMLNode] {
        if isNull { return [] }
        guard let sequence else { throw error("\(what) must be a list") }
        return sequence
    }

    func text(_ what: String) throws(YAMLError) -> String {
        guard let scalar else { throw error("\(what) must be text") }
        return scalar
    }

    func texts(_ what: String) throws(YAMLError) -> [String] {
        var texts: [String] = []
        for node in try list(what) { texts.append(try node.text(what)) }
        return texts
    }

    func boolean(_ what: String) throws(YAMLError) -> Bool {
        switch scalar {
        case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON": return true
        case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF": return false
        default: throw error("\(what) must be true or false")
        }
    }

    /// A whole number from zero.
    func count(_ what: String) throws(YAMLError) -> Int {
        guard let scalar, let value = Int(scalar), value >= 0 else {
            throw error("\(what) must be a whole number from 0")
        }
        return value
    }

    /// A size such as `10MB`; zero means no limit.
    func byteSize(_ what: String) throws(YAMLError) -> Int {
        guard let scalar, let value = ByteSizeText.parse(scalar) else {
            throw error("\(what) must be a size such as 10MB")
        }
        return value
    }

    /// A duration such as `15s` in milliseconds.
    func milliseconds(_ what: String) throws(YAMLError) -> Int64 {
        guard let scalar, let duration = DurationText.parse(scalar) else {
            throw error("\(what): not a valid duration string: \"\(scalar ?? "")\"")
        }
        return duration.inMilliseconds
    }

    /// A mapping of label names to values.
    func labels(_ what: String) throws(YAMLError) -> Labels {
        if isNull { return Labels() }
        guard let mapping else { throw error("\(what) must be a mapping") }
        var labels: [Label] = []
        for member in mapping {
            let name = try member.key.text("a label name")
            guard !name.isEmpty else { throw member.key.error("\"\" is not a valid label name") }
            labels.append(Label(name: name, value: try member.value.text("the value of label \(name)")))
        }
        return Labels(labels)
    }
}
