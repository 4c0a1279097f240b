import Bytes
import HTTPTypes
import Hummingbird
import Logging
import ServiceKit
import Telemetry

/// A server behind the console that tells what it was asked: method, path, query, headers, body.
struct EchoUpstream {
    let server: HTTPServer
    var url: String { server.address.url }

    init(named name: String, configure: (AppRouter) -> Void = { _ in }) throws {
        let router = makeRouter(options: [])
        configure(router)
        for method in [HTTPRequest.Method.get, .head, .post, .put, .patch, .delete, .options] {
            router.on("/**", method: method) { request, context in
                try await Self.echo(request, context, name)
            }
        }
        var options = HTTPServerOptions()
        options.maxBodyBytes = 64 << 20
        server = try HTTPServer.bind(
            ListenAddress(host: "127.0.0.1", port: 0),
            flag: "--echo",
            router: router,
            options: options,
            telemetry: quietTelemetry(name)
        )
    }

    private static func echo(_ request: Request, _ context: AppContext, _ name: String) async throws -> Response {
        let body = try await request.bodyBytes(context)
        var headers = JSONObject()
        for field in request.headers {
            headers[field.name.canonicalName] = .string(field.value)
        }
        return Response.json(
            [
                "upstream": .string(name), "method": .string(request.method.rawValue),
                "path": .string(request.uri.path), "query": .string(request.uri.query ?? ""),
                "host": .string(request.head.authority ?? ""), "headers": .object(headers),
                "bodyBytes": .integer(Int64(body.count)),
                "body": .string(String(decoding: body.prefix(200), as: UTF8.self)),
            ],
            headers: [.setCookie: "session=1", .connection: "close, X-Private", HTTPField.Name("X-Private")!: "secret"]
        )
    }
}

/// A telemetry that keeps quiet.
func quietTelemetry(_ service: String) -> ServiceTelemetry {
    var logger = Logger(label: service)
    logger.logLevel = .critical
    return ServiceTelemetry(service: service, version: "1.2.3", logger: logger)
}
