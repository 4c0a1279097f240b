internal import Bytes
internal import HTTPTypes
internal import Hummingbird
internal import SQLDatabase
internal import ServiceApplication
internal import ServiceKit

extension UserUseCases {
    func addAccountRoutes(to router: AppRouter) {
        router.post("/v1/users") { request, context in
            let registration = try Registration(try await request.fields(context))
            let idempotency = try Idempotency(request, principal: "", content: registration.fingerprint)
            let (response, isReplay) = try await self.register(registration, idempotency: idempotency)
            return response.response(replayed: isReplay)
        }
        router.get("/v1/users/:username") { request, context in
            let username = try context.parameters.require("username")
            let user = try await self.foundation.database.read("users.find") { connection in
                try UserRepository(connection: connection).find(username: username)
            }
            guard let user else { throw Problem(.notFound, detail: "There is no user of that name.") }
            return Response.resource(user.publicProfile, tag: user.tag, to: request)
        }
        router.get("/v1/me") { request, context in
            let principal = try await self.authenticator.principal(request, context)
            let now = self.foundation.clock.now()
            let user = try await self.foundation.database.read("users.me") { connection in
                try UserRepository(connection: connection)
                    .find(id: principal.userID, session: principal.sessionID, at: now)
            }
            guard let user else { throw Self.sessionEnded }
            return Response.resource(user.profile, tag: user.tag, to: request)
        }
        router.patch("/v1/me") { request, context in
            let principal = try await self.authenticator.principal(request, context)
            let change = try ProfileChange(try await request.fields(context))
            let precondition = Precondition(
                request,
                required: self.foundation.configuration.requiresPrecondition
            )
            let user = try await self.changeProfile(of: principal, change, if: precondition)
            return Response.json(user.profile, headers: [.eTag: user.tag.text])
        }
    }
}
