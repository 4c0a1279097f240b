import CYAML

// Reads YAML 1.1 through libyaml's events. What keeps it right: the parser's input is borrowed for as long as it
// runs (`withUnsafeBufferPointer` around everything), every event is deleted on the path that received it, and text is
// copied out of events before that.

extension YAMLNode {
    /// Reads one document. An empty one is a null scalar; a second one is an error.
    ///
    /// Aliases are resolved, `<<` merges mappings, duplicate keys are errors. Nesting past 64 levels and more than a
    /// million nodes are refused, so that neither deep input nor an alias bomb costs the program its memory.
    /// - Parameter file: The name that errors print.
    public static func parse(_ text: String, file: String) throws(YAMLError) -> YAMLNode {
        let bytes = Array(text.utf8)
        let result: Result<YAMLNode, YAMLError> = unsafe bytes.withUnsafeBufferPointer { buffer in
            var parser = unsafe yaml_parser_t()
            guard unsafe yaml_parser_initialize(&parser) == 1 else {
                return .failure(YAMLError(file: file, line: 1, column: 1, reason: "out of memory"))
            }
            defer { unsafe yaml_parser_delete(&parser) }
            unsafe yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
            unsafe yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
            var composer = Composer(file: file)
            return unsafe composer.document(&parser)
        }
        return try result.get()
    }
}

/// Builds nodes from events.
private struct Composer {
    let file: String
    var anchors: [String: YAMLNode] = [:]
    var budget = 1_000_000

    init(file: String) {
        self.file = file
    }

    /// What an event means, copied out of it.
    enum Event {
        case streamStart, streamEnd, documentStart, documentEnd
        case alias(String)
        case scalar(String, isPlain: Bool, anchor: String?)
        case sequenceStart(anchor: String?), sequenceEnd
        case mappingStart(anchor: String?), mappingEnd
    }

    struct Positioned {
        let event: Event
        let line: Int
        let column: Int
    }

    mutating func document(_ parser: inout yaml_parser_t) -> Result<YAMLNode, YAMLError> {
        do throws(YAMLError) {
            _ = unsafe try next(&parser)  // stream start
            let start = unsafe try next(&parser)
            if case .streamEnd = start.event {
                return .success(YAMLNode(kind: .scalar("", isPlain: true), file: file, line: 1, column: 1))
            }
            let first = unsafe try next(&parser)
            let node = unsafe try compose(first, depth: 0, &parser)
            _ = unsafe try next(&parser)  // document end
            let end = unsafe try next(&parser)
            guard case .streamEnd = end.event else { throw error(at: end, "only one document is expected") }
            return .success(node)
        } catch {
            return .failure(error)
        }
    }

    private mutating func compose(
        _ positioned: Positioned,
        depth: Int,
        _ parser: inout yaml_parser_t
    ) throws(YAMLError) -> YAMLNode {
        guard depth < 64 else { throw error(at: positioned, "nested more than 64 levels deep") }
        budget -= 1
        guard budget > 0 else { throw error(at: positioned, "more than a million values") }
        func node(_ kind: YAMLNode.Kind) -> YAMLNode {
            YAMLNode(kind: kind, file: file, line: positioned.line, column: positioned.column)
        }
        switch positioned.event {
        case .scalar(let text, let isPlain, let anchor):
            let scalar = node(.scalar(text, isPlain: isPlain))
            if let anchor { anchors[anchor] = scalar }
            return scalar
        case .alias(let name):
            guard let target = anchors[name] else { throw error(at: positioned, "unknown anchor \"\(name)\"") }
            budget -= target.size
            return target
        case .sequenceStart(let anchor):
            var items: [YAMLNode] = []
            while true {
                let item = unsafe try next(&parser)
                if case .sequenceEnd = item.event { break }
                items.append(unsafe try compose(item, depth: depth + 1, &parser))
            }
            let sequence = node(.sequence(items))
            if let anchor { anchors[anchor] = sequence }
            return sequence
        case .mappingStart(let anchor):
            var members: [YAMLNode.Member] = []
            var names: Set<String> = []
            var merged: [YAMLNode.Member] = []
            while true {
                let start = unsafe try next(&parser)
                if case .mappingEnd = start.event { break }
                let key = unsafe try compose(start, depth: depth + 1, &parser)
                let value = unsafe try compose(unsafe next(&parser), depth: depth + 1, &parser)
                if case .scalar("<<", isPlain: true) = key.kind {
                    merged += try mergeable(value)
                    continue
                }
                if let name = key.scalar, !names.insert(name).inserted {
                    throw key.error("key \"\(name)\" is set twice")
                }
                members.append(YAMLNode.Member(key: key, value: value))
            }
            for member in merged where member.key.scalar.map({ names.insert($0).inserted }) ?? true {
                members.append(member)
            }
            let mapping = node(.mapping(members))
            if let anchor { anchors[anchor] = mapping }
            return mapping
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
            throw error(at: positioned, "unexpected end")
        }
    }

    private func mergeable(_ node: YAMLNode) throws(YAMLError) -> [YAMLNode.Member] {
        if let members = node.mapping { return members }
        guard let sources = node.sequence else { throw node.error("<< takes a mapping or a list of mappings") }
        var members: [YAMLNode.Member] = []
        for source in sources {
            guard let more = source.mapping else { throw source.error("<< takes a mapping or a list of mappings") }
            members += more
        }
        return members
    }

    private func next(_ parser: inout yaml_parser_t) throws(YAMLError) -> Positioned {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(&parser, &event) == 1 else {
            let problem = unsafe parser.problem.map { unsafe String(cString: $0) } ?? "cannot be read"
            let mark = unsafe parser.problem_mark
            throw YAMLError(file: file, line: mark.line + 1, column: mark.column + 1, reason: problem)
        }
        defer { unsafe yaml_event_delete(&event) }
        let mark = unsafe event.start_mark
        return Positioned(event: unsafe meaning(of: event), line: mark.line + 1, column: mark.column + 1)
    }

    private func meaning(of event: yaml_event_t) -> Event {
        func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
            unsafe pointer.map { unsafe String(cString: $0) }
        }
        switch unsafe event.type {
        case YAML_STREAM_START_EVENT: return .streamStart
        case YAML_STREAM_END_EVENT, YAML_NO_EVENT: return .streamEnd
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_ALIAS_EVENT: return .alias(unsafe text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            return .scalar(
                unsafe String(decoding: bytes, as: UTF8.self),
                isPlain: unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE,
                anchor: unsafe text(scalar.anchor)
            )
        case YAML_SEQUENCE_START_EVENT: return .sequenceStart(anchor: unsafe text(event.data.sequence_start.anchor))
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_START_EVENT: return .mappingStart(anchor: unsafe text(event.data.mapping_start.anchor))
        default: return .mappingEnd
        }
    }

    private func error(at positioned: Positioned, _ reason: String) -> YAMLError {
        YAMLError(file: file, line: positioned.line, column: positioned.column, reason: reason)
    }
}

extension YAMLNode {
    /// How many nodes this one is made of, itself included.
    fileprivate var size: Int {
        switch kind {
        case .scalar: 1
        case .sequence(let nodes): nodes.reduce(1) { $0 + $1.size }
        case .mapping(let members): members.reduce(1) { $0 + $1.key.size + $1.value.size }
        }
    }
}
