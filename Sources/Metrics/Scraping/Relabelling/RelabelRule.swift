import Expressions
import TimeSeries

/// One rule of `relabel_configs` or `metric_relabel_configs`.
public struct RelabelRule: Sendable {
    public enum Action: String, Sendable, CaseIterable {
        case replace, keep, drop, keepequal, dropequal, hashmod, labelmap, labeldrop, labelkeep, lowercase, uppercase
    }

    /// The keys of a rule as they were written; nil stands for Prometheus's default.
    public struct Settings: Sendable {
        public var action = Action.replace
        public var sourceLabels: [String]?
        public var separator: String?
        public var targetLabel: String?
        public var regex: String?
        public var modulus: UInt64?
        public var replacement: String?

        public init() {}
    }

    public let action: Action
    let sourceLabels: [String]
    let separator: String
    let targetLabel: String
    let replacement: String
    let modulus: UInt64
    let expression: LinearExpression
    /// Whether `target_label` has references like `$1`.
    let expandsTarget: Bool

    /// Checks what Prometheus checks when it loads a rule.
    public init(_ settings: Settings) throws(RelabelError) {
        action = settings.action
        sourceLabels = settings.sourceLabels ?? []
        separator = settings.separator ?? ";"
        targetLabel = settings.targetLabel ?? ""
        replacement = settings.replacement ?? "$1"
        modulus = settings.modulus ?? 0
        expandsTarget = targetLabel.contains("$")
        do {
            expression = try LinearExpression(settings.regex ?? "(.*)", anchored: true)
        } catch {
            throw RelabelError(reason: "invalid regex \"\(settings.regex ?? "")\": \(error.reason)")
        }
        try check(settings)
    }

    private func check(_ settings: Settings) throws(RelabelError) {
        let name = action.rawValue
        switch action {
        case .replace, .hashmod, .lowercase, .uppercase, .keepequal, .dropequal:
            guard !targetLabel.isEmpty else {
                throw RelabelError(reason: "relabel configuration for \(name) action requires 'target_label' value")
            }
        default: break
        }
        switch action {
        case .hashmod where modulus == 0:
            throw RelabelError(reason: "relabel configuration for hashmod requires non-zero modulus")
        case .lowercase, .uppercase:
            guard settings.replacement == nil else {
                throw RelabelError(reason: "'replacement' can not be set for \(name) action")
            }
        case .keepequal, .dropequal:
            let others: [Any?] = [settings.regex, settings.modulus, settings.separator, settings.replacement]
            guard others.allSatisfy({ $0 == nil }) else {
                throw RelabelError(
                    reason: "\(name) action requires only 'source_labels' and 'target_label', and no other fields"
                )
            }
        case .labeldrop, .labelkeep:
            let others: [Any?] =
                [settings.sourceLabels, settings.targetLabel, settings.modulus, settings.separator]
                + [settings.replacement]
            guard others.allSatisfy({ $0 == nil }) else {
                throw RelabelError(reason: "\(name) action requires only 'regex', and no other fields")
            }
        case .labelmap where replacement.isEmpty:
            throw RelabelError(reason: "\"\" is invalid 'replacement' for labelmap action")
        default: break
        }
    }
}

/// What is wrong with a rule.
public struct RelabelError: Error, Equatable, CustomStringConvertible {
    public let reason: String
    public var description: String { reason }
}
