internal import Bytes
internal import EventBus
internal import HTTPTypes
internal import SQLDatabase
internal import ServiceApplication
internal import ServiceKit

/// A merge patch of one's own profile. Null removes: without a display name the user name stands in.
struct ProfileChange: Sendable {
    let displayName: Field<String>
    let bio: Field<String>
    let image: Field<String>

    init(_ fields: FieldReader) throws(Problem) {
        var reader = fields
        displayName = reader.text("displayName", length: 1...80, trimmed: true)
        bio = reader.text("bio", length: 0...1_000, multiline: true)
        image = reader.text("image", length: 1...2_048)
        if let url = image.value, !Self.isSecureURL(url) { reader.refuse("image", "must be an https:// address") }
        for name in ["id", "username", "email", "password"] where !reader.text(name, length: 0...10_000).isAbsent {
            reader.refuse(name, "can't be changed here")
        }
        try reader.finish()
    }

    func applied(to user: User, at time: Timestamp) -> User {
        var changed = user
        switch displayName {
        case .absent: break
        case .null: changed.displayName = user.username
        case .value(let name): changed.displayName = name
        }
        changed.bio = bio.applied(to: user.bio)
        if changed.bio?.isEmpty == true { changed.bio = nil }
        changed.image = image.applied(to: user.image)
        guard changed != user else { return user }
        changed.version += 1
        // Strictly later, so that a client sees that something changed, whatever the clock did.
        changed.updatedAt = max(time, user.updatedAt + .milliseconds(1))
        return changed
    }

    private static func isSecureURL(_ text: String) -> Bool {
        guard text.lowercased().hasPrefix("https://") else { return false }
        let rest = text.dropFirst("https://".count)
        return !rest.isEmpty && !rest.hasPrefix("/")
            && text.unicodeScalars.allSatisfy {
                $0.value > 0x20 && $0.value != 0x7F && !#"<>"{}|\^`"#.unicodeScalars.contains($0)
            }
    }
}

extension UserUseCases {
    func changeProfile(
        of principal: Principal,
        _ change: ProfileChange,
        if precondition: Precondition
    ) async throws -> User {
        let now = foundation.clock.now()
        return try await foundation.database.write("users.update") { [outbox = foundation.outbox] connection in
            let users = UserRepository(connection: connection)
            guard let user = try users.find(id: principal.userID, session: principal.sessionID, at: now) else {
                throw Self.sessionEnded
            }
            try user.tag.checkPrecondition(of: precondition)
            let changed = change.applied(to: user, at: now)
            guard changed != user else { return user }
            try users.updateProfile(changed)
            try outbox.append(UserEvents.updated(changed, at: now), to: connection)
            return changed
        }
    }
}
