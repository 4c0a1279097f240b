import Scraping
import ServiceKit

/// Reads `relabel_configs` and `metric_relabel_configs`.
enum RelabelReader {
    static func rules(_ node: YAMLNode?, _ place: String) throws(YAMLError) -> [RelabelRule] {
        var rules: [RelabelRule] = []
        for item in try node?.list(place) ?? [] { rules.append(try rule(item, place)) }
        return rules
    }

    private static func rule(_ node: YAMLNode, _ place: String) throws(YAMLError) -> RelabelRule {
        let fields = try node.fields(
            of: place,
            known: ["action", "modulus", "regex", "replacement", "separator", "source_labels", "target_label"],
            later: []
        )
        var settings = RelabelRule.Settings()
        if let node = fields["action"] {
            let name = try node.text("action")
            guard let action = RelabelRule.Action(rawValue: name.lowercased()) else {
                throw node.error("unknown relabel action \"\(name)\"")
            }
            settings.action = action
        }
        settings.sourceLabels = try fields["source_labels"].map { node throws(YAMLError) in
            try node.texts("source_labels")
        }
        settings.separator = try fields["separator"].map { node throws(YAMLError) in try node.text("separator") }
        settings.targetLabel = try fields["target_label"].map { node throws(YAMLError) in
            try node.text("target_label")
        }
        settings.regex = try fields["regex"].map { node throws(YAMLError) in try node.text("regex") }
        settings.replacement = try fields["replacement"].map { node throws(YAMLError) in
            try node.text("replacement")
        }
        settings.modulus = try fields["modulus"].map { node throws(YAMLError) in
            UInt64(try node.count("modulus"))
        }
        do throws(RelabelError) {
            return try RelabelRule(settings)
        } catch {
            throw node.error(error.reason)
        }
    }
}

extension YAMLNode {
    /// The content without the places where it stands, by which two versions of a file are compared.
    var unplaced: String {
        switch kind {
        case .scalar(let text, let isPlain): "\(isPlain ? "" : "!")\(text.debugDescription)"
        case .sequence(let nodes): "[" + nodes.map(\.unplaced).joined(separator: ",") + "]"
        case .mapping(let members):
            "{" + members.map { "\($0.key.unplaced):\($0.value.unplaced)" }.joined(separator: ",") + "}"
        }
    }
}
