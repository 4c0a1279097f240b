import HTTPTypes
import Hummingbird
import ServiceKit

/// What every answer of this port says to browsers, whoever made it.
///
/// Answers of servers behind are other people's text under the page's own origin. They are never to be guessed at,
/// framed or run: a policy of nothing at all stands in each that has none of its own.
struct SecurityHeaders: RouterMiddleware {
    static let answerPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox"

    func handle(
        _ request: Request,
        context: AppContext,
        next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        do {
            var response = try await next(request, context)
            Self.add(to: &response.headers)
            return response
        } catch var problem as Problem {
            Self.add(to: &problem.headers)
            throw problem
        }
    }

    private static func add(to headers: inout HTTPFields) {
        headers[.xContentTypeOptions] = "nosniff"
        if headers[.contentSecurityPolicy] == nil { headers[.contentSecurityPolicy] = answerPolicy }
        if headers[.referrerPolicy] == nil { headers[.referrerPolicy] = "no-referrer" }
        headers[.crossOriginResourcePolicy] = "same-origin"
        headers[.crossOriginOpenerPolicy] = "same-origin"
    }
}

extension HTTPField.Name {
    static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
    static let crossOriginOpenerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy")!
    static let crossOriginResourcePolicy = HTTPField.Name("Cross-Origin-Resource-Policy")!
}
