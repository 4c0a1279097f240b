internal import EventPipeline
internal import FluentConfiguration
internal import Logging
internal import ServiceKit

/// Builds the pipeline of a configuration.
struct PipelineBuilder {
    let context: BuildContext
    private var outputBuilder: OutputBuilder
    private var outputs: [OutputRunner] = []

    init(context: BuildContext) {
        self.context = context
        outputBuilder = OutputBuilder(context: context)
    }

    /// What was found wrong with the files of buffers.
    var notes: [String] { outputBuilder.notes }

    mutating func build(_ configuration: FluentConfiguration) throws -> Pipeline {
        let root = try agent(configuration.root)
        var labels: [String: Pipeline.Agent] = [:]
        for (name, stages) in configuration.labels.sorted(by: { $0.key < $1.key }) {
            labels[name] = try agent(stages)
        }
        return Pipeline(root: root, labels: labels, outputs: outputs, metrics: context.metrics, logger: context.logger)
    }

    private mutating func agent(_ stages: [FluentConfiguration.Stage]) throws -> Pipeline.Agent {
        var rules: [TagRouter.Rule] = []
        var filters: [Pipeline.Filter] = []
        var targets: [Pipeline.Target] = []
        for stage in stages {
            switch stage {
            case .filter(let plugin):
                rules.append(.filter(try pattern(plugin), filters.count))
                filters.append(try filter(plugin))
            case .match(let plugin):
                rules.append(.output(try pattern(plugin), targets.count))
                targets.append(try target(plugin))
            }
        }
        return Pipeline.Agent(router: TagRouter(rules), filters: filters, targets: targets)
    }

    private func pattern(_ plugin: FluentConfiguration.Plugin) throws(ConfigurationError) -> TagPattern {
        do {
            return try TagPattern(plugin.pattern)
        } catch {
            throw ConfigurationError(at: plugin.location, error.reason)
        }
    }

    private func filter(_ plugin: FluentConfiguration.Plugin) throws(ConfigurationError) -> Pipeline.Filter {
        let section = plugin.section
        switch plugin.type {
        case "record_transformer":
            do {
                return .transform(
                    try RecordTransformer(
                        record: section.children("record").flatMap(\.free),
                        removeKeys: section.strings("remove_keys"),
                        keepKeys: section.strings("keep_keys"),
                        renewsRecord: section.bool("renew_record"),
                        renewTimeKey: section.optionalString("renew_time_key"),
                        castsTypes: section.bool("auto_typecast"),
                        hostname: context.hostname
                    )
                )
            } catch {
                throw ConfigurationError(at: section.location, "record_transformer: \(error.reason)")
            }
        case "stdout":
            guard let format = section.child("format") else {
                throw ConfigurationError(at: section.location, "BUG: the stdout filter has no format")
            }
            return .print(try FormatterBuilder.build(format))
        default:
            throw ConfigurationError(at: section.location, "BUG: filter '\(plugin.type)' has a schema and no filter")
        }
    }

    private mutating func target(_ plugin: FluentConfiguration.Plugin) throws -> Pipeline.Target {
        guard plugin.type == "copy" else {
            guard let runner = try outputBuilder.build(plugin.section, id: plugin.id) else { return .nothing }
            outputs.append(runner)
            return .outputs([runner])
        }
        var runners: [OutputRunner] = []
        for (place, store) in plugin.section.children("store").enumerated() {
            guard store.type != "copy" else {
                throw ConfigurationError(at: store.location, "a <store> may not be 'copy' itself")
            }
            guard store.argument.isEmpty else {
                throw ConfigurationError(
                    at: store.location,
                    "<store \(store.argument)> is not supported: a store that fails is retried by itself"
                )
            }
            if let runner = try outputBuilder.build(store, id: "\(plugin.id).\(place)") { runners.append(runner) }
        }
        outputs += runners
        return .outputs(runners)
    }
}
