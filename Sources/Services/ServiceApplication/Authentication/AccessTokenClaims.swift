public import Bytes
public import JWTKit

/// The claims of an access token (RFC 9068). Times are whole seconds since 1970.
public struct AccessTokenClaims: JWTPayload, Equatable {
    public let iss: String
    public let aud: [String]
    public let sub: String
    public let sid: String
    public let username: String
    public let jti: String
    public let iat: Int64
    public let nbf: Int64
    public let exp: Int64

    public init(
        issuer: String,
        audience: String,
        principal: Principal,
        id: String,
        issuedAt: Timestamp,
        lifetime: Duration
    ) {
        iss = issuer
        aud = [audience]
        sub = principal.userID
        sid = principal.sessionID
        username = principal.username
        jti = id
        iat = issuedAt.milliseconds / 1_000
        nbf = iat
        exp = iat + lifetime.components.seconds
    }

    /// Does nothing: `TokenVerifier` checks the claims, with its own clock.
    public func verify(using algorithm: some JWTAlgorithm) async throws {}
}
