internal import SQLDatabase
internal import ServiceKit

extension ServiceFoundation {
    /// Checks tokens with the keys of the user service at `configuration.jwks`; until they were fetched once, the
    /// service is not ready.
    public func makeAuthenticator() -> Authenticator {
        let keys = KeySetCache(url: configuration.jwks, caller: HTTPCaller(), clock: clock, logger: logger)
        health.addReadinessCheck("keys") { [jwks = configuration.jwks] in await keys.unavailability(of: jwks) }
        return Authenticator(
            verifier: TokenVerifier(
                keys: keys,
                issuer: configuration.issuer,
                audience: configuration.audience,
                clock: clock
            )
        )
    }
}
