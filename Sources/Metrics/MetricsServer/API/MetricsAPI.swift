import Bytes
import HTTPTypes
import Hummingbird
import NIOCore
import PromQL
import Scraping
import ServiceKit
import Telemetry
import TimeSeries

/// Prometheus's HTTP API over a store, an engine and a scraper.
struct MetricsAPI: Sendable {
    let store: TimeSeriesStore
    let scrapes: ScrapeManager
    let configuration: ConfigurationHolder
    let executor: QueryExecutor
    let settings: MetricsConfiguration
    let telemetry: ServiceTelemetry
    let health: Health
    let started: Timestamp

    func router() -> AppRouter {
        let router = makeRouter()
        addQueryRoutes(to: router)
        addSeriesRoutes(to: router)
        addTargetRoutes(to: router)
        addStatusRoutes(to: router)
        addAdministrationRoutes(to: router)
        return router
    }

    /// The engine as the configuration of the moment has it.
    var engine: QueryEngine {
        QueryEngine(
            options: QueryOptions(
                lookbackDelta: settings.lookbackDelta.inMilliseconds,
                maxSamples: settings.querySamples,
                defaultSubqueryResolution: configuration.current.evaluationInterval
            )
        )
    }

    // MARK: Routes

    /// A route whose answer is made on a thread of the executor, on GET and, for long queries, POST.
    func add(
        _ path: RouterPath,
        to router: AppRouter,
        methods: [HTTPRequest.Method] = [.get],
        _ answer: @escaping @Sendable (FormParameters, AppContext, QueryControl) throws(APIError) -> APIAnswer
    ) {
        for method in methods {
            router.on(path, method: method) { request, context in
                let form = try await parameters(of: request, context)
                let acceptsGzip = request.acceptsGzip
                let timeout = try form.duration("timeout").map { Duration.milliseconds($0) }
                let (bytes, isCompressed) = try await executor.run(timeout: timeout) { control throws(APIError) in
                    try answer(form, context, control).encoded(acceptsGzip: acceptsGzip)
                }
                var headers: HTTPFields = [.vary: "Accept-Encoding"]
                if isCompressed { headers[.contentEncoding] = "gzip" }
                return Response.json(bytes, headers: headers)
            }
        }
    }

    private func parameters(of request: Request, _ context: AppContext) async throws -> FormParameters {
        var body: [UInt8] = []
        if request.method == .post {
            let type = (request.headers[.contentType] ?? "").prefix { $0 != ";" }.lowercased()
            if type == "application/x-www-form-urlencoded" {
                body = try await request.bodyBytes(context)
            }
        }
        return try FormParameters(body: body, query: request.uri.query)
    }

    // MARK: Selectors

    /// The selectors of `match[]`.
    func selectors(_ form: FormParameters) throws(APIError) -> [[LabelMatcher]] {
        var selectors: [[LabelMatcher]] = []
        for text in form.all("match[]") {
            let expression: PromQL.Expression
            do throws(QueryError) {
                expression = try engine.parse(text)
            } catch {
                throw .invalidParameter("match[]", error.description)
            }
            guard case .selector(let selector) = expression, selector.offset == nil, selector.fixedTime == nil else {
                throw .invalidParameter("match[]", "\"\(text)\" is not a series selector")
            }
            guard selector.matchers.contains(where: { !$0.matchesEmpty }) else {
                throw .invalidParameter("match[]", "match[] must contain at least one non-empty matcher")
            }
            selectors.append(selector.matchers)
        }
        return selectors
    }

    static let truncated = "results truncated due to limit"
}
