public import Hummingbird

/// The router of every server.
public typealias AppRouter = Router<AppContext>

/// A router for ``HTTPServer``, which does the rest: tracing, access log, metrics, 404 and 405, errors.
public func makeRouter(options: RouterOptions = [.autoGenerateHeadEndpoints]) -> AppRouter {
    let router = AppRouter(context: AppContext.self, options: options)
    router.add(middleware: ErrorPassage())
    return router
}

/// Hummingbird renders some errors in its own shape before a server sees them. This keeps them what they are.
private struct ErrorPassage: RouterMiddleware {
    func handle(
        _ request: Request,
        context: AppContext,
        next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError {
            throw Problem(error.status, detail: error.body ?? error.status.reasonPhrase, headers: error.headers)
        } catch let error as any HTTPResponseError {
            throw Problem(error.status, detail: "\(error)")
        }
    }
}
