internal import Bytes
internal import HTTPTypes
internal import Hummingbird
internal import ServiceApplication
internal import ServiceKit

extension UserUseCases {
    func addAuthenticationRoutes(to router: AppRouter) {
        router.post("/v1/auth/token") { request, context in
            let pair = try await self.logIn(try LogInRequest(try await request.fields(context)))
            return Response.json(pair.json, headers: [.cacheControl: "no-store"])
        }
        router.post("/v1/auth/refresh") { request, context in
            var reader = try await request.fields(context)
            let token = reader.required("refreshToken", reader.text("refreshToken", length: 1...200))
            try reader.finish()
            let pair = try await self.refresh(token ?? "")
            return Response.json(pair.json, headers: [.cacheControl: "no-store"])
        }
        router.post("/v1/auth/logout") { request, context in
            let principal = try await self.authenticator.principal(request, context)
            try await self.logOut(principal)
            return Response(status: .noContent)
        }
        let keySet = keys.keySet.serialized()
        router.get("/.well-known/jwks.json") { _, _ in
            Response.json(keySet, headers: [.cacheControl: "public, max-age=300"])
        }
    }
}
