internal import HTTPTypes
public import Hummingbird
internal import Logging
public import ServiceKit

/// Finds out who makes a request, from its `Authorization: Bearer` header.
public struct Authenticator: Sendable {
    private let verifier: TokenVerifier

    public init(verifier: TokenVerifier) {
        self.verifier = verifier
    }

    /// The request's principal; 401 where there is none or its token is not good.
    public func principal(_ request: Request, _ context: AppContext) async throws -> Principal {
        guard let principal = try await optionalPrincipal(request, context) else {
            throw Self.problem(.missing)
        }
        return principal
    }

    /// The same for routes that anybody may use. A token that is there and not good is still a 401: the client believes
    /// to be somebody.
    public func optionalPrincipal(_ request: Request, _ context: AppContext) async throws -> Principal? {
        guard let header = request.headers[.authorization] else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { throw Self.problem(.malformed) }
        do {
            let principal = try await verifier.verify(String(parts[1]))
            context.annotations.set("user.id", "\(principal.userID)")
            return principal
        } catch {
            context.annotations.set("event.reason", "\(error.rawValue)")
            throw Self.problem(error)
        }
    }

    static func problem(_ failure: AuthenticationFailure) -> Problem {
        let challenge = #"Bearer realm="martlet""#
        switch failure {
        case .keysUnavailable:
            return Problem(
                .serviceUnavailable,
                code: "keys-unavailable",
                detail: "Tokens cannot be checked at the moment.",
                headers: [.retryAfter: "1"]
            )
        case .missing:
            return Problem(
                .unauthorized,
                code: "token-missing",
                detail: "This needs an access token: Authorization: Bearer …",
                headers: [.wwwAuthenticate: challenge]
            )
        case .expired:
            return Problem(
                .unauthorized,
                code: "token-expired",
                detail: "The access token has expired.",
                headers: [
                    .wwwAuthenticate: challenge + #", error="invalid_token", error_description="expired""#
                ]
            )
        default:
            return Problem(
                .unauthorized,
                code: "token-invalid",
                detail: "The access token is not valid.",
                headers: [.wwwAuthenticate: challenge + #", error="invalid_token""#]
            )
        }
    }
}
