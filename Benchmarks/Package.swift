// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that who builds Martlet does not build the benchmark library. `make bench-bytes` runs it.

let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "martlet", path: ".."),
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "BytesBenchmarks",
            dependencies: [
                .product(name: "Benchmark", package: "benchmark"),
                .product(name: "Bytes", package: "martlet"),
                .product(name: "Storage", package: "martlet"),
            ],
            path: "Benchmarks/BytesBenchmarks",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        )
    ]
)
