internal import HTTPTypes
public import Hummingbird
internal import Logging
internal import SQLDatabase
public import ServiceKit

/// A router on which a database that cannot take a request right now (locked by another process, disk full) makes a 503
/// that asks to come again. The client learns no more than that; the log has the statement and the reason.
public func makeServiceRouter() -> AppRouter {
    let router = makeRouter()
    router.add(middleware: DatabaseFailures())
    return router
}

private struct DatabaseFailures: RouterMiddleware {
    func handle(
        _ request: Request,
        context: AppContext,
        next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as SQLError {
            switch error.kind {
            case .busy, .diskFull, .inputOutput, .interrupted:
                context.logger.error("The database failed: \(error)")
                throw Problem(
                    .serviceUnavailable,
                    code: "database-unavailable",
                    detail: "The data cannot be reached at the moment.",
                    headers: [.retryAfter: "1"]
                )
            default:
                throw error
            }
        }
    }
}
