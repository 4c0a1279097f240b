import Bytes
import Logging
import NIOPosix
import ServiceKit
import Synchronization
import Telemetry
import TimeSeries

/// What all scrapes of a server share.
struct ScrapeEnvironment: Sendable {
    let store: TimeSeriesStore
    let caller: HTTPCaller
    let pool: NIOThreadPool
    let metrics: ScrapeMetrics
    let logger: Logger
    /// Of this server, so that two servers scrape the same target at different moments.
    let identity: UInt64
    /// Of this process.
    let seed: UInt64
    /// The largest body of a target without a body_size_limit, in bytes.
    let maxBodyBytes: Int
}

/// One target's loop: wait, fetch, store.
final class TargetScraper: Sendable {
    let job: ScrapeJob
    let target: Target
    private let environment: ScrapeEnvironment
    private let schedule: ScrapeSchedule
    private let ingest: Mutex<ScrapeIngest>
    private let current = Mutex(TargetStatus())

    var status: TargetStatus { current.withLock { $0 } }

    init(job: ScrapeJob, target: Target, _ environment: ScrapeEnvironment) {
        self.job = job
        self.target = target
        self.environment = environment
        schedule = ScrapeSchedule(interval: target.interval, identity: target.identity, server: environment.identity)
        ingest = Mutex(ScrapeIngest(job: job, target: target, seed: environment.seed))
    }

    /// Scrapes on schedule until the task is cancelled.
    func run() async {
        var planned = schedule.next(from: now())
        var previous: Int64?
        while !Task.isCancelled {
            // The clock of the machine may be set back; what was planned is then far away.
            if planned - now() > target.interval { planned = schedule.next(from: now()) }
            let wait = planned - now()
            if wait > 0 {
                do { try await Task.sleep(for: .milliseconds(wait), tolerance: .zero) } catch { return }
            }
            let started = now()
            if let previous { environment.metrics.intervals.observe(Double(started - previous) / 1000) }
            previous = started
            await scrape(at: schedule.timestamp(planned: planned, now: started))
            // A scrape that took longer than the interval leaves out what it missed.
            planned = schedule.next(from: max(planned + 1, now()))
        }
    }

    /// One scrape, stored under `timestamp`.
    func scrape(at timestamp: Int64) async {
        let clock = ContinuousClock()
        let start = clock.now
        let body = await fetch()
        guard !Task.isCancelled else { return }
        let (counts, failure) = await onPool { [self] in
            ingest.withLock { ingest in
                ingest.ingest(body, at: timestamp, duration: { (clock.now - start).inSeconds }, into: environment.store)
            }
        }
        let duration = (clock.now - start).inSeconds
        record(counts, failure, duration: duration, at: timestamp)
    }

    /// Ends the target's series. Waits first, as long as it takes for another target that exposes the same series to
    /// have taken them over; then the ends are stored under the time of the scrape that did not happen.
    func end() async {
        let missed = schedule.next(from: now())
        let wait = missed + target.interval + target.interval / 10 - now()
        do { try await Task.sleep(for: .milliseconds(wait)) } catch { return }
        let failure = await onPool { [self] in
            ingest.withLock { $0.end(at: missed, in: environment.store) }
        }
        if let failure { log(failure) }
    }

    // MARK: Fetching

    private func fetch() async -> Result<(bytes: [UInt8], format: ExpositionFormat), ScrapeFailure> {
        do throws(ScrapeFailure) {
            let reply = try await get()
            guard reply.status == 200 else { throw .request("server returned HTTP status \(reply.status)") }
            do throws(ContentTypeError) {
                let contentType = reply.header("Content-Type")
                return .success(
                    (reply.body, try ExpositionFormat(contentType: contentType, fallback: job.fallbackProtocol))
                )
            } catch {
                throw .contentType(error)
            }
        } catch {
            return .failure(error)
        }
    }

    /// The answer, after up to ten redirects. Credentials do not go along to another host.
    private func get() async throws(ScrapeFailure) -> HTTPReply {
        let clock = ContinuousClock()
        let deadline = clock.now + .milliseconds(target.timeout)
        var url = target.url
        var headers = headers
        for _ in 0...10 {
            let reply: HTTPReply
            do throws(HTTPCallError) {
                reply = try await environment.caller.get(
                    url,
                    headers: headers,
                    timeout: max(deadline - clock.now, .milliseconds(1)),
                    limit: job.limits.bodySize > 0 ? job.limits.bodySize : environment.maxBodyBytes
                )
            } catch {
                switch error.kind {
                case .bodyTooLarge(let limit): throw .bodySizeLimit(limit)
                case .timeout: throw .request("Get \"\(url)\": context deadline exceeded")
                default: throw .request("Get \"\(url)\": \(error.reason)")
                }
            }
            guard job.followsRedirects, [301, 302, 303, 307, 308].contains(reply.status),
                let location = reply.header("Location")
            else { return reply }
            let next = URLText.resolve(location, against: url)
            if URLText.origin(next) != URLText.origin(url) { headers.removeAll { $0.name == "Authorization" } }
            url = next
        }
        throw .request("Get \"\(target.url)\": stopped after 10 redirects")
    }

    private var headers: HTTPCaller.Headers {
        var headers: HTTPCaller.Headers = [
            ("Accept", ScrapeProtocol.acceptHeader(job.protocols)),
            ("Accept-Encoding", job.requestsCompression ? "gzip" : "identity"),
            ("X-Prometheus-Scrape-Timeout-Seconds", NumberText.shortest(Double(target.timeout) / 1000)),
        ]
        switch job.credentials {
        case .basic(let username, let password):
            headers.append(("Authorization", "Basic " + Base64.encode(Array("\(username):\(password)".utf8))))
        case .authorization(let type, let credentials):
            headers.append(("Authorization", "\(type) \(credentials)"))
        case nil: break
        }
        return headers
    }

    // MARK: Reporting

    private func record(_ counts: ScrapeCounts, _ failure: ScrapeFailure?, duration: Double, at timestamp: Int64) {
        let metrics = environment.metrics
        metrics.scrapeDuration.observe(duration)
        metrics.exemplarsDropped.increment(by: counts.exemplars)
        metrics.duplicateTimestamps.increment(by: counts.duplicates)
        metrics.outOfBounds.increment(by: counts.tooOld)
        if let failure {
            metrics.failures.increment()
            switch failure {
            case .sampleLimit: metrics.exceededSampleLimit.increment()
            case .bodySizeLimit: metrics.exceededBodySizeLimit.increment()
            default: break
            }
        }
        let previous = current.withLock { status in
            let previous = status.health
            status.health = failure == nil ? .up : .down
            status.lastError = failure?.description ?? ""
            status.lastScrape = Timestamp(milliseconds: timestamp)
            status.lastDuration = duration
            status.metadata = ingest.withLock { $0.metadata }
            return previous
        }
        // A target that stays down is one line, not one for each scrape.
        if let failure, previous != .down { log(failure) }
        if counts.duplicates > 0 {
            environment.logger.debug(
                "Samples with a time that their series had another value for were left out",
                metadata: metadata(["martlet.samples": "\(counts.duplicates)"])
            )
        }
    }

    private func log(_ failure: ScrapeFailure) {
        environment.logger.warning(
            "A scrape failed",
            metadata: metadata(["error.message": "\(failure)"])
        )
    }

    private func metadata(_ more: Logger.Metadata) -> Logger.Metadata {
        more.merging(["martlet.scrape.job": "\(job.name)", "url.full": "\(target.url)"]) { first, _ in first }
    }

    private func onPool<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        do {
            return try await environment.pool.runIfActive { body() }
        } catch {
            // Only a pool that has been shut down refuses work; then this thread has to do.
            return body()
        }
    }

    private func now() -> Int64 { Timestamp.now().milliseconds }
}
