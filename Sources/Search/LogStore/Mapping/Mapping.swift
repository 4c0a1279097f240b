import Bytes

/// The fields of an index: declared ones and those that documents brought.
public struct Mapping: Sendable {
    /// What happens to a field that is not in the mapping.
    public enum Dynamic: String, Sendable {
        case `true`
        /// It stays in `_source` only.
        case `false`
        /// The document is refused.
        case strict
        /// As `true`: there are no runtime fields.
        case runtime
    }

    /// All fields with values; a `FieldID` is an index of it.
    public internal(set) var fields: [FieldMapping] = []
    var byName: [String: FieldID] = [:]
    /// What was said for an object and what is below it; "" is the whole document.
    var dynamics: [String: Dynamic] = [:]
    /// Objects that were declared or met, with all objects above them.
    public internal(set) var objects: Set<String> = []
    var dateDetection = true
    var meta: JSONValue?
    /// What a path of a document leads to, by its UTF-8: found without making a `String`.
    private var pathDictionary = TermDictionary()
    private var pathTargets: [PathTarget] = []

    enum PathTarget: Sendable, Equatable {
        case unknown
        case field(FieldID)
        /// Not mapped, and not to be.
        case ignored
    }

    public init() {}

    public func field(named name: String) -> FieldMapping? {
        byName[name].map { fields[$0.index] }
    }

    public func id(of name: String) -> FieldID? { byName[name] }

    subscript(id: FieldID) -> FieldMapping {
        get { fields[id.index] }
        set { fields[id.index] = newValue }
    }

    /// The names that fit a pattern with `*`, sorted. Multi-fields are fields too.
    public func names(matching pattern: String) -> [String] {
        guard pattern.contains("*") else { return byName[pattern] == nil ? [] : [pattern] }
        return byName.keys.filter { WildcardPattern.simple(pattern, matches: $0) }.sorted()
    }

    /// Fields at or below a path: a field itself, or all of an object.
    func ids(atOrBelow path: String) -> [FieldID] {
        var found = byName[path].map { [$0] } ?? []
        let prefix = path + "."
        for index in fields.indices where fields[index].name.hasPrefix(prefix) && !fields[index].isMultiField {
            found.append(FieldID(index: index))
        }
        return found
    }

    func dynamic(at path: String) -> Dynamic {
        var path = path
        while true {
            if let found = dynamics[path] { return found }
            guard !path.isEmpty else { return .true }
            path = path.lastIndex(of: ".").map { String(path[..<$0]) } ?? ""
        }
    }

    @discardableResult
    mutating func add(_ field: FieldMapping) -> FieldID {
        let id = FieldID(index: fields.count)
        fields.append(field)
        byName[field.name] = id
        if !field.isMultiField {
            let name = Array(field.name.utf8)
            setTarget(field.isIndexed ? .field(id) : .ignored, path: name.span)
            addObjects(above: field.name)
        }
        return id
    }

    mutating func addObjects(above name: String) {
        var path = name
        while let dot = path.lastIndex(of: ".") {
            path = String(path[..<dot])
            guard objects.insert(path).inserted else { return }
        }
    }

    func target(path: Span<UInt8>) -> PathTarget {
        pathDictionary.ordinal(of: path).map { pathTargets[Int($0)] } ?? .unknown
    }

    mutating func setTarget(_ target: PathTarget, path: Span<UInt8>) {
        let ordinal = Int(pathDictionary.insert(path))
        if ordinal == pathTargets.count { pathTargets.append(target) } else { pathTargets[ordinal] = target }
    }
}

/// Parameters of a field that change nothing here but are shown again as they were declared.
struct MappingParameters: Sendable, Equatable {
    var members = JSONObject()
}
