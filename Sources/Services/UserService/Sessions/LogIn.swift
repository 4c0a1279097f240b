internal import Bytes
internal import HTTPTypes
internal import Logging
internal import SQLDatabase
internal import ServiceApplication
internal import ServiceKit

/// The grant "password": a user name or an e-mail address, and the password.
struct LogInRequest: Sendable {
    let identifier: String
    let password: Password
    let device: String?

    init(_ fields: FieldReader) throws(Problem) {
        var reader = fields
        if let grant = reader.notNull("grant", reader.text("grant", length: 1...100)), grant != "password" {
            reader.refuse("grant", "must be password")
        }
        let identifier = reader.required("identifier", reader.text("identifier", length: 1...400, trimmed: true))
        let password = reader.required("password", reader.text("password", length: 1...1_000, multiline: true))
        device = reader.text("device", length: 1...100, trimmed: true).value
        try reader.finish()
        guard let identifier, let password else {
            throw Problem(.unprocessableContent, code: "validation", detail: "The log-in is not complete.")
        }
        self.identifier = identifier
        self.password = Password(password)
    }
}

extension UserUseCases {
    /// Checks a password. Whether the account exists shows neither in the answer nor in the time it takes.
    func logIn(_ request: LogInRequest) async throws -> TokenPair {
        let (account, throttleKey) = try await foundation.database.read("auth.credentials") {
            [clock = foundation.clock] in
            let account = try UserRepository(connection: $0).credentials(identifier: request.identifier)
            let key = LoginThrottle.account(userID: account?.id, identifier: request.identifier)
            let block = try LoginThrottle(connection: $0).block(of: key, at: clock.now())
            return (block == nil ? account : nil, (key: key, block: block))
        }
        if let block = throttleKey.block {
            measures.logIn(.throttled)
            throw Self.throttled(for: block)
        }
        let isMatch = try await hasher.verify(request.password, against: account?.passwordHash)
        guard isMatch, let account else {
            let now = foundation.clock.now()
            try await foundation.database.write("auth.failure") {
                try LoginThrottle(connection: $0).recordFailure(of: throttleKey.key, at: now)
            }
            measures.logIn(.failure)
            throw Problem(
                .unauthorized,
                code: "invalid-credentials",
                detail: "The name or the password is wrong.",
                errors: ["credentials": ["invalid"]],
                headers: [.wwwAuthenticate: #"Bearer realm="martlet""#]
            )
        }
        let rehash =
            Argon2id.needsRehash(account.passwordHash, cost: hasher.cost)
            ? try? await hasher.hash(request.password) : nil
        let now = foundation.clock.now()
        let opened = try await foundation.database.write("auth.login") { connection in
            let users = UserRepository(connection: connection)
            try LoginThrottle(connection: connection).forget(throttleKey.key)
            if let rehash { try users.updateHash(of: account.id, from: account.passwordHash, to: rehash) }
            guard let user = try users.find(id: account.id) else { throw Self.sessionEnded }
            let sessions = SessionRepository(connection: connection)
            let session = try sessions.open(for: user.id, device: request.device, at: now)
            let refresh = try sessions.issueToken(for: session, at: now)
            let principal = Principal(userID: user.id, username: user.username, sessionID: session)
            return (principal: principal, refresh: refresh)
        }
        measures.logIn(.success)
        return try await tokens(for: opened.principal, refresh: opened.refresh, at: now)
    }

    /// Exchanges a refresh token for a new pair. A token that comes a second time ends its session: one of the two who
    /// sent it has stolen it.
    func refresh(_ token: String) async throws -> TokenPair {
        let now = foundation.clock.now()
        typealias Renewed = (principal: Principal, refresh: (token: String, lifetime: Duration))
        let (redemption, renewed) = try await foundation.database.write("auth.refresh") { connection in
            let sessions = SessionRepository(connection: connection)
            let redemption = try sessions.redeem(token, at: now)
            guard case .good(let session, let userID) = redemption,
                let user = try UserRepository(connection: connection).find(id: userID)
            else { return (redemption, Renewed?.none) }
            let principal = Principal(userID: user.id, username: user.username, sessionID: session)
            return (redemption, (principal, try sessions.issueToken(for: session, at: now)))
        }
        if let renewed {
            measures.refresh(.success)
            return try await tokens(for: renewed.principal, refresh: renewed.refresh, at: now)
        }
        if case .reused(let session) = redemption {
            measures.refresh(.reused)
            foundation.logger.warning(
                "A refresh token came a second time; its session is ended",
                metadata: ["session.id": "\(session)"]
            )
            throw Self.refreshRefused(code: "refresh-reuse", "This refresh token was used before; log in again.")
        }
        measures.refresh(.failure)
        throw Self.refreshRefused(code: "refresh-invalid", "This refresh token is not valid any more; log in again.")
    }

    func logOut(_ principal: Principal) async throws {
        let now = foundation.clock.now()
        try await foundation.database.write("auth.logout") { connection in
            try SessionRepository(connection: connection).revoke(principal.sessionID, at: now)
        }
    }

    private func tokens(
        for principal: Principal,
        refresh: (token: String, lifetime: Duration),
        at now: Timestamp
    ) async throws -> TokenPair {
        let claims = AccessTokenClaims(
            issuer: foundation.configuration.issuer,
            audience: foundation.configuration.audience,
            principal: principal,
            id: UUIDv7.make(at: now),
            issuedAt: now,
            lifetime: TokenPair.accessLifetime
        )
        return TokenPair(
            accessToken: try await keys.current.sign(claims),
            refreshToken: refresh.token,
            refreshLifetime: refresh.lifetime
        )
    }

    static let sessionEnded = Problem(
        .unauthorized,
        code: "session-ended",
        detail: "The session has ended; log in again.",
        headers: [.wwwAuthenticate: #"Bearer realm="martlet", error="invalid_token""#]
    )

    private static func throttled(for block: Duration) -> Problem {
        let seconds = block.components.seconds + (block.components.attoseconds > 0 ? 1 : 0)
        return Problem(
            .tooManyRequests,
            code: "too-many-failures",
            detail: "Too many failed log-ins; try again in \(seconds) s.",
            headers: [.retryAfter: "\(seconds)"]
        )
    }

    private static func refreshRefused(code: String, _ detail: String) -> Problem {
        Problem(
            .unauthorized,
            code: code,
            detail: detail,
            headers: [.wwwAuthenticate: #"Bearer realm="martlet", error="invalid_token""#]
        )
    }
}
