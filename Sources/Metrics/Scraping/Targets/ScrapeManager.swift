import Bytes
import Logging
public import NIOPosix
import ServiceKit
public import ServiceLifecycle
import Synchronization
public import Telemetry
public import TimeSeries

/// Scrapes the targets of all jobs, and takes new jobs while it runs.
public final class ScrapeManager: Service {
    private struct Running {
        let scraper: TargetScraper
        let task: Task<Void, Never>
    }

    private struct Pool {
        var source: String
        var running: [UInt64: Running] = [:]
        var dropped: [Labels] = []
    }

    private struct State {
        var jobs: [ScrapeJob] = []
        var pools: [String: Pool] = [:]
        var isRunning = false
        /// Of targets that are gone, until their series have been ended.
        var ending: [Int: Task<Void, Never>] = [:]
        var endings = 0
    }

    private let environment: ScrapeEnvironment
    private let state = Mutex(State())

    /// - Parameters:
    ///   - pool: where expositions are parsed and samples stored.
    ///   - identity: of this server: its host and external labels.
    ///   - maxBodyBytes: the largest body of a target without a body_size_limit.
    public init(
        store: TimeSeriesStore,
        pool: NIOThreadPool,
        telemetry: ServiceTelemetry,
        identity: String,
        maxBodyBytes: Int = 256 << 20
    ) {
        environment = ScrapeEnvironment(
            store: store,
            caller: HTTPCaller(userAgent: "Prometheus/3.0 martlet/\(Version.current)"),
            pool: pool,
            metrics: ScrapeMetrics(telemetry.metrics),
            logger: telemetry.logger,
            identity: Hash64.hash(identity),
            seed: UInt64.random(in: .min ... .max),
            maxBodyBytes: maxBodyBytes
        )
        telemetry.metrics.collect(
            "prometheus_target_scrape_pool_targets",
            "Current number of targets in this scrape pool."
        ) { [weak self] in
            self?.poolSizes.map { ([("scrape_job", $0.job)], Double($0.targets)) } ?? []
        }
    }

    /// Scrapes until a graceful shutdown. Series do not end with it: the server will be back.
    public func run() async throws {
        state.withLock { state in
            state.isRunning = true
            synchronize(&state)
        }
        try? await gracefulShutdown()
        let tasks = state.withLock { state in
            state.isRunning = false
            let tasks = state.pools.values.flatMap { $0.running.values.map(\.task) } + state.ending.values
            for pool in state.pools.keys { state.pools[pool]?.running = [:] }
            state.ending = [:]
            return tasks
        }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }

    /// Replaces all jobs. Targets that are in both go on as they were where their job has not changed.
    public func apply(_ jobs: [ScrapeJob]) {
        state.withLock { state in
            state.jobs = jobs
            if state.isRunning { synchronize(&state) }
        }
    }

    // MARK: Looking

    private var poolSizes: [(job: String, targets: Int)] {
        state.withLock { state in state.pools.map { ($0.key, $0.value.running.count) } }
    }

    /// In the order of jobs and then of their labels.
    public var activeTargets: [ActiveTarget] {
        let scrapers = state.withLock { state in
            state.jobs.flatMap { job in
                (state.pools[job.name]?.running.values.map(\.scraper) ?? [])
                    .sorted { $0.target.labels < $1.target.labels }
            }
        }
        return scrapers.map { ActiveTarget(job: $0.job.name, target: $0.target, status: $0.status) }
    }

    /// The discovered labels of targets that relabelling dropped.
    public var droppedTargets: [(job: String, labels: Labels)] {
        state.withLock { state in
            state.jobs.flatMap { job in (state.pools[job.name]?.dropped ?? []).map { (job.name, $0) } }
        }
    }

    // MARK: Targets

    private func synchronize(_ state: inout State) {
        let names = Set(state.jobs.map(\.name))
        for (name, pool) in state.pools where !names.contains(name) {
            stop(Array(pool.running.values), &state)
            state.pools[name] = nil
        }
        for job in state.jobs {
            var pool = state.pools[job.name] ?? Pool(source: job.source)
            if pool.source != job.source {
                stop(Array(pool.running.values), &state)
                pool = Pool(source: job.source)
            }
            var targets: [UInt64: Target] = [:]
            pool.dropped = []
            for group in job.staticGroups {
                for address in group.addresses {
                    resolve(address, group, job, &targets, &pool)
                }
            }
            if job.limits.targets > 0, targets.count > job.limits.targets {
                environment.logger.error(
                    "A job has more targets than its target_limit; none of them is scraped",
                    metadata: ["martlet.scrape.job": "\(job.name)", "martlet.targets": "\(targets.count)"]
                )
                targets = [:]
            }
            for (identity, running) in pool.running where targets[identity] == nil {
                stop([running], &state)
                pool.running[identity] = nil
            }
            for (identity, target) in targets where pool.running[identity] == nil {
                let scraper = TargetScraper(job: job, target: target, environment)
                pool.running[identity] = Running(scraper: scraper, task: Task { await scraper.run() })
            }
            state.pools[job.name] = pool
        }
    }

    private func resolve(
        _ address: String,
        _ group: TargetGroup,
        _ job: ScrapeJob,
        _ targets: inout [UInt64: Target],
        _ pool: inout Pool
    ) {
        do throws(TargetError) {
            switch try Target.resolve(address, group, job) {
            case .active(let target): targets[target.identity] = target
            case .dropped(let labels): pool.dropped.append(labels)
            }
        } catch {
            environment.logger.error(
                "A target cannot be scraped",
                metadata: [
                    "martlet.scrape.job": "\(job.name)", "server.address": "\(address)", "error.message": "\(error)",
                ]
            )
        }
    }

    /// Ends loops, and in time the series of their targets.
    private func stop(_ stopped: [Running], _ state: inout State) {
        for running in stopped {
            running.task.cancel()
            let scraper = running.scraper
            let last = running.task
            let number = state.endings
            state.endings += 1
            state.ending[number] = Task { [weak self] in
                await last.value
                await scraper.end()
                self?.state.withLock { $0.ending[number] = nil }
            }
        }
    }
}
