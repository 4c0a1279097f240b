import Expressions
public import TimeSeries

extension Sequence<RelabelRule> {
    /// The labels after all rules, one after the other; nil where one of them drops the target or sample.
    public func apply(to labels: Labels) -> Labels? {
        var labels = labels
        for rule in self {
            guard let changed = rule.apply(to: labels) else { return nil }
            labels = changed
        }
        return labels
    }
}

extension RelabelRule {
    /// The labels after this rule; nil where it drops the target or sample.
    public func apply(to labels: Labels) -> Labels? {
        let source = sourceLabels.map { labels[$0] ?? "" }.joined(separator: separator)
        switch action {
        case .drop:
            return expression.matches(source) ? nil : labels
        case .keep:
            return expression.matches(source) ? labels : nil
        case .dropequal:
            return labels[targetLabel] ?? "" == source ? nil : labels
        case .keepequal:
            return labels[targetLabel] ?? "" == source ? labels : nil
        case .replace:
            return replace(source, in: labels)
        case .lowercase:
            return labels.setting(targetLabel, to: source.lowercased())
        case .uppercase:
            return labels.setting(targetLabel, to: source.uppercased())
        case .hashmod:
            let digest = MD5.digest(source.utf8)
            let low = digest[8...].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return labels.setting(targetLabel, to: String(low % modulus))
        case .labelmap:
            var result = labels
            for label in labels {
                guard let match = expression.captures(label.name) else { continue }
                result = result.setting(expression.expand(replacement, of: match), to: label.value)
            }
            return result
        case .labeldrop:
            return labels.dropping(labels.map(\.name).filter { expression.matches($0) })
        case .labelkeep:
            return labels.keeping(labels.map(\.name).filter { expression.matches($0) })
        }
    }

    private func replace(_ source: String, in labels: Labels) -> Labels {
        guard let match = expression.captures(source) else { return labels }
        let target = expandsTarget ? expression.expand(targetLabel, of: match) : targetLabel
        guard !target.isEmpty else { return labels }
        return labels.setting(target, to: expression.expand(replacement, of: match))
    }
}
