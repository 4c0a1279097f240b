internal import Bytes
internal import EventBus
internal import HTTPTypes
internal import SQLDatabase
internal import ServiceApplication
internal import ServiceKit

/// What somebody gives to get an account, checked.
struct Registration: Sendable {
    let username: String
    let email: String
    let password: Password
    let displayName: String

    init(_ fields: FieldReader) throws(Problem) {
        var reader = fields
        let username = reader.required("username", reader.text("username", length: 1...200))
        let email = reader.required("email", reader.text("email", length: 1...400, trimmed: true))
        let password = reader.required("password", reader.text("password", length: 1...1_000, multiline: true))
        let displayName = reader.text("displayName", length: 1...80, trimmed: true)
        if let username, let complaint = AccountNames.complaint(aboutUsername: username) {
            reader.refuse("username", complaint)
        }
        if let email, let complaint = AccountNames.complaint(aboutEmail: email) { reader.refuse("email", complaint) }
        let checked = password.map { Password($0) }
        if let complaint = checked?.complaint(username: username, email: email) {
            reader.refuse("password", complaint)
        }
        try reader.finish()
        guard let username, let email, let checked else {
            throw Problem(.unprocessableContent, code: "validation", detail: "The registration is not complete.")
        }
        self.username = username
        self.email = AccountNames.normalized(email: email)
        self.password = checked
        self.displayName = displayName.value ?? username
    }

    /// What makes a repeated request the same one. The password stays out: a fast hash of it would be a gift to whoever
    /// gets hold of the database.
    var fingerprint: [UInt8] {
        JSONValue.array([.string(username), .string(email), .string(displayName)]).serialized()
    }
}

extension UserUseCases {
    /// Creates an account and its `user.registered` in one transaction.
    func register(_ registration: Registration, idempotency: Idempotency) async throws -> (StoredResponse, Bool) {
        // Asked before the password is hashed, which is dear; asked again in the transaction, which decides.
        let known = try await foundation.database.read("users.replay") { connection in
            let stored = try idempotency.replay(on: connection)
            if stored == nil { try Self.refuseTakenNames(registration, on: connection) }
            return stored
        }
        if let known { return (known, true) }
        let hash = try await hasher.hash(registration.password)
        let now = foundation.clock.now()
        let user = User(
            id: UUIDv7.make(at: now),
            username: registration.username,
            email: registration.email,
            displayName: registration.displayName,
            bio: nil,
            image: nil,
            todosCompleted: 0,
            version: 1,
            createdAt: now,
            updatedAt: now
        )
        return try await foundation.database.write("users.register") { [outbox = foundation.outbox] connection in
            try idempotency.perform(at: now, on: connection) {
                try Self.refuseTakenNames(registration, on: connection)
                try UserRepository(connection: connection).insert(user, passwordHash: hash)
                try outbox.append(UserEvents.registered(user, at: now), to: connection)
                return StoredResponse(
                    status: 201,
                    headers: [("Location", "/v1/users/\(user.username)"), ("ETag", user.tag.text)],
                    body: user.profile.serialized()
                )
            }
        }
    }

    private static func refuseTakenNames(_ registration: Registration, on connection: SQLConnection) throws {
        let fields = try UserRepository(connection: connection)
            .conflicts(username: registration.username, email: registration.email)
        guard fields.isEmpty else {
            throw Problem(
                .conflict,
                code: "taken",
                detail: "The \(fields.joined(separator: " and ")) is taken.",
                errors: Dictionary(uniqueKeysWithValues: fields.map { ($0, ["has already been taken"]) })
            )
        }
    }
}
