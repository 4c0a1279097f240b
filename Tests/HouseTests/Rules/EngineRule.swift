/// The engines and what they stand on have no sockets and no Foundation, so that they build in seconds and can be crashed
/// at every write.
struct EngineRule: HouseRule {
    let name = "engines import neither NIO nor Hummingbird nor Foundation nor Dispatch"

    static let engines: Set<String> = [
        "TimeSeries", "PromQL", "LogStore", "QueryDSL", "EventPipeline", "FluentConfiguration",
        "Bytes", "Storage", "Expressions",
    ]

    static let forbiddenPrefixes = ["NIO", "Hummingbird", "AsyncHTTPClient", "Foundation", "Dispatch"]

    func violations(in tree: SourceTree) -> [Violation] {
        tree.swiftFiles.flatMap { file, swift -> [Violation] in
            guard let target = file.target, Self.engines.contains(target) else { return [] }
            return swift.imports.filter { entry in
                Self.forbiddenPrefixes.contains { entry.module.hasPrefix($0) }
            }.map { entry in
                Violation(path: file.path, line: entry.line, message: "the engine \(target) imports \(entry.module)")
            }
        }
    }
}
