internal import HTTPTypes
internal import Hummingbird
internal import ServiceApplication
internal import ServiceKit

extension PostUseCases {
    func addRoutes(to router: AppRouter) {
        router.get("/v1/posts") { request, context in
            let viewer = try await self.authenticator.optionalPrincipal(request, context)
            let list = try PostList(request, cursors: self.foundation.cursors)
            let page = try await self.list(list, viewer: viewer)
            return Response.page(page.posts.map(\.summary), next: page.next, of: request)
        }
        router.post("/v1/posts") { request, context in
            let author = try await self.authenticator.principal(request, context)
            let change = try PostChange(try await request.fields(context), isWhole: true)
            let idempotency = try Idempotency(request, principal: author.userID, content: change.fingerprint)
            let (response, isReplay) = try await self.create(change, author: author, idempotency: idempotency)
            return response.response(replayed: isReplay)
        }
        router.get("/v1/posts/:id") { request, context in
            let viewer = try await self.authenticator.optionalPrincipal(request, context)
            let id = try context.parameters.require("id")
            let found = try await self.find(id, viewer: viewer)
            if id != found.post.id, id != found.post.slug {
                return Response(
                    status: .permanentRedirect,
                    headers: [.location: "/v1/posts/\(found.post.slug)"]
                )
            }
            return Response.resource(found.json, tag: found.post.tag, to: request)
        }
        router.patch("/v1/posts/:id") { request, context in
            let author = try await self.authenticator.principal(request, context)
            let change = try PostChange(try await request.fields(context), isWhole: false)
            let found = try await self.change(
                try context.parameters.require("id"),
                author: author,
                if: self.precondition(request),
                change
            )
            return Response.json(found.json, headers: [.eTag: found.post.tag.text])
        }
        router.delete("/v1/posts/:id") { request, context in
            let author = try await self.authenticator.principal(request, context)
            let id = try context.parameters.require("id")
            try await self.delete(id, author: author, if: self.precondition(request))
            return Response(status: .noContent)
        }
    }

    private func precondition(_ request: Request) -> Precondition {
        Precondition(request, required: foundation.configuration.requiresPrecondition)
    }
}
