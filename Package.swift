// swift-tools-version: 6.2
import PackageDescription

// A folder under Sources is a wing, a folder in a wing is one target. docs/architecture.md says who may know whom;
// Tests/HouseTests holds it.

/// The settings of every target that is written in Swift.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
    .strictMemorySafety(),
]

func library(_ wing: String, _ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/\(wing)/\(name)", swiftSettings: strict)
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name,
        dependencies: dependencies + [argumentParser, serviceLifecycle, logging],
        path: "Sources/Programs/\(name)",
        swiftSettings: strict
    )
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: name,
        dependencies: dependencies + ["TestSupport"],
        path: "Tests/\(name)",
        exclude: exclude,
        swiftSettings: strict
    )
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let jwtKit = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
]
let nioExtras = Target.Dependency.product(name: "NIOExtras", package: "swift-nio-extras")
let nioHTTP = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

let cLibraries: [Target] = [
    .target(name: "CKernels", path: "Sources/CLibraries/CKernels"),
    .target(name: "CAssets", path: "Sources/CLibraries/CAssets"),
    .target(
        name: "CExpressions",
        path: "Sources/CLibraries/CExpressions",
        linkerSettings: [.linkedLibrary("re2"), .linkedLibrary("onig")]
    ),
    .systemLibrary(name: "CSodium", path: "Sources/CLibraries/CSodium", pkgConfig: "libsodium"),
    .systemLibrary(name: "CYAML", path: "Sources/CLibraries/CYAML", pkgConfig: "yaml-0.1"),
    .systemLibrary(name: "CZlib", path: "Sources/CLibraries/CZlib", pkgConfig: "zlib"),
]

let platform: [Target] = [
    library("Platform", "Bytes", ["CKernels"]),
    library("Platform", "Storage", ["Bytes", "CZlib"]),
    library("Platform", "Expressions", ["CExpressions"]),
    library("Platform", "Telemetry", ["Bytes", logging]),
    library(
        "Platform",
        "ServiceKit",
        ["Bytes", "Storage", "Telemetry", "CYAML", hummingbird, hummingbirdCore, asyncHTTPClient, httpTypes, logging]
            + [serviceLifecycle, unixSignals, nioHTTP, nioHTTPTypes, nioExtras] + nio
    ),
]

let services: [Target] = [
    library("Services", "SQLDatabase", ["Bytes", "Storage", "Telemetry", grdb, crypto]),
    library("Services", "EventBus", ["Bytes", "Telemetry", "SQLDatabase", logging, serviceLifecycle]),
    library(
        "Services",
        "ServiceApplication",
        ["Bytes", "Telemetry", "ServiceKit", "EventBus", "SQLDatabase", jwtKit, crypto, hummingbird, httpTypes]
            + [logging, serviceLifecycle, argumentParser]
    ),
    library(
        "Services",
        "UserService",
        ["Bytes", "Telemetry", "EventBus", "SQLDatabase", "ServiceApplication", "ServiceKit", "CSodium", crypto]
            + [hummingbird, httpTypes, logging, serviceLifecycle] + nio
    ),
    library(
        "Services",
        "TodoService",
        ["Bytes", "Telemetry", "EventBus", "SQLDatabase", "ServiceApplication", "ServiceKit"]
            + [hummingbird, httpTypes, serviceLifecycle]
    ),
    library(
        "Services",
        "PostService",
        ["Bytes", "Telemetry", "EventBus", "SQLDatabase", "ServiceApplication", "ServiceKit"]
            + [hummingbird, httpTypes, serviceLifecycle]
    ),
]

let shipping: [Target] = [
    library("Shipping", "FluentConfiguration", []),
    library("Shipping", "EventPipeline", ["Bytes", "Storage", "Expressions"]),
    library(
        "Shipping",
        "Shipper",
        ["Bytes", "Storage", "Expressions", "Telemetry", "FluentConfiguration", "EventPipeline", "ServiceKit"]
            + [logging, serviceLifecycle, unixSignals] + nio
    ),
]

let metrics: [Target] = [
    library("Metrics", "TimeSeries", ["Bytes", "Storage", "Expressions"]),
    library("Metrics", "PromQL", ["Bytes", "Expressions", "TimeSeries"]),
    library(
        "Metrics",
        "Scraping",
        ["Bytes", "Expressions", "TimeSeries", "Telemetry", "ServiceKit", logging, serviceLifecycle] + nio
    ),
    library(
        "Metrics",
        "MetricsServer",
        ["Bytes", "Storage", "PromQL", "Scraping", "TimeSeries", "Telemetry", "ServiceKit"]
            + [hummingbird, httpTypes, logging, serviceLifecycle, unixSignals] + nio
    ),
]

let search: [Target] = [
    library("Search", "LogStore", ["Bytes", "Storage", "Expressions"]),
    library("Search", "QueryDSL", ["Bytes", "LogStore"]),
    library(
        "Search",
        "SearchServer",
        ["Bytes", "Telemetry", "LogStore", "QueryDSL", "ServiceKit"]
            + [hummingbird, hummingbirdCore, httpTypes, logging, serviceLifecycle] + nio
    ),
]

let console: [Target] = [
    .target(
        name: "Console",
        dependencies: [
            "CAssets", "Bytes", "Storage", "Telemetry", "ServiceKit", hummingbird, asyncHTTPClient, httpTypes,
        ]
            + [serviceLifecycle, nioHTTP] + nio,
        path: "Sources/Console/Console",
        // CAssets embeds the page.
        exclude: ["web"],
        swiftSettings: strict
    )
]

let programs: [Target] = [
    program(
        "martlet",
        ["UserService", "TodoService", "PostService", "ServiceApplication", "SQLDatabase", "Shipper", "MetricsServer"]
            + ["SearchServer", "Console", "ServiceKit", "Telemetry", "Storage", "Bytes"]
    ),
    program("user-service", ["UserService", "ServiceApplication", "ServiceKit"]),
    program("todo-service", ["TodoService", "ServiceApplication", "ServiceKit"]),
    program("post-service", ["PostService", "ServiceApplication", "ServiceKit"]),
    program("martlet-shipper", ["Shipper", "ServiceKit", "Telemetry"]),
    program("martlet-metrics", ["MetricsServer", "ServiceKit", "Telemetry"]),
    program("martlet-search", ["SearchServer", "ServiceKit", "Telemetry"]),
]

/// What tests of HTTP servers use beside their target.
let serving: [Target.Dependency] = [
    "Bytes", "Storage", "Telemetry", "ServiceKit", hummingbird, httpTypes, logging, serviceLifecycle,
]

let testTargets: [Target] = [
    .target(name: "TestSupport", dependencies: [subprocess], path: "Tests/TestSupport", swiftSettings: strict),
    tests("TestSupportTests", []),
    tests("HouseTests", ["Bytes"]),
    tests("BytesTests", ["Bytes"]),
    tests("StorageTests", ["Bytes", "Storage"]),
    tests("ExpressionsTests", ["Expressions"]),
    tests("TelemetryTests", ["Bytes", "Telemetry", logging]),
    tests("ServiceKitTests", serving + nio),
    tests("SQLDatabaseTests", ["SQLDatabase", "Bytes", "Storage", "Telemetry"]),
    tests("EventBusTests", ["EventBus", "SQLDatabase", "Bytes", "Storage", "Telemetry", logging, serviceLifecycle]),
    tests("ServiceApplicationTests", ["ServiceApplication", "SQLDatabase", argumentParser] + serving),
    tests("UserServiceTests", ["UserService", "ServiceApplication", "SQLDatabase"] + serving),
    tests("TodoServiceTests", ["TodoService", "ServiceApplication", "SQLDatabase"] + serving),
    tests("PostServiceTests", ["PostService", "ServiceApplication", "SQLDatabase"] + serving),
    tests(
        "ServicesTests",
        ["UserService", "TodoService", "PostService", "ServiceApplication", "EventBus", "SQLDatabase", jwtKit, crypto]
            + serving
    ),
    tests("FluentConfigurationTests", ["Bytes", "FluentConfiguration"]),
    tests("EventPipelineTests", ["Bytes", "EventPipeline", "Storage"]),
    tests("ShipperTests", ["Shipper", "FluentConfiguration", "EventPipeline"] + serving + nio),
    tests("TimeSeriesTests", ["Expressions", "Storage", "TimeSeries"]),
    tests("PromQLTests", ["Expressions", "PromQL", "TimeSeries"]),
    tests("ScrapingTests", ["Bytes", "Scraping", "TimeSeries"]),
    tests("MetricsServerTests", ["MetricsServer", "Scraping", "TimeSeries"] + serving),
    tests("LogStoreTests", ["Bytes", "LogStore", "Storage"]),
    tests("QueryDSLTests", ["Bytes", "LogStore", "QueryDSL"]),
    tests("SearchServerTests", ["SearchServer"] + serving, exclude: ["Client"]),
    tests("ConsoleTests", ["Console"] + serving + nio, exclude: ["Browser", "Page"]),
    tests("EndToEnd", ["Bytes", "Telemetry", "ServiceKit"]),
]

let package = Package(
    name: "martlet",
    // The libraries are for the nested package of benchmarks; what is offered to others is the programs.
    products: programs.map { .executable(name: $0.name, targets: [$0.name]) }
        + ["Bytes", "Storage"].map { .library(name: $0, targets: [$0]) },
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        cLibraries, platform, services, shipping, metrics, search, console, programs, testTargets,
    ].flatMap { $0 },
    cLanguageStandard: .gnu2x,
    cxxLanguageStandard: .cxx17
)
