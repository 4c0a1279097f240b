public import Bytes
internal import Crypto
internal import JWTKit

/// The user service's ES256 key pair, under the name (`kid`) that tokens and the key set give it.
public struct SigningKey: Sendable {
    public let id: String
    private let key: ES256PrivateKey

    /// A new key, named by the RFC 7638 thumbprint of its public half.
    public init() {
        let key = ES256PrivateKey()
        self.key = key
        id = Self.thumbprint(of: key)
    }

    public init(pem: String) throws {
        key = try ES256PrivateKey(pem: pem)
        id = Self.thumbprint(of: key)
    }

    public var pem: String { key.pemRepresentation }

    /// The public half as a member of a JSON Web Key Set.
    public var publicKey: JSONValue {
        let (x, y) = Self.coordinates(of: key)
        return [
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256",
            "kid": .string(id), "x": .string(x), "y": .string(y),
        ]
    }

    public func sign(_ claims: AccessTokenClaims) async throws -> String {
        let collection = JWTKeyCollection()
        await collection.add(ecdsa: key, kid: JWKIdentifier(string: id))
        var header = JWTHeader()
        header.typ = "at+jwt"
        return try await collection.sign(claims, kid: JWKIdentifier(string: id), header: header)
    }

    /// jwt-kit gives the coordinates in plain base 64; a key set wants the URL alphabet without padding.
    private static func coordinates(of key: ES256PrivateKey) -> (x: String, y: String) {
        func url(_ text: String?) -> String {
            Base64.encode(text.flatMap { Base64.decode($0) } ?? [], .url)
        }
        let parameters = key.publicKey.parameters
        return (url(parameters?.x), url(parameters?.y))
    }

    private static func thumbprint(of key: ES256PrivateKey) -> String {
        let (x, y) = coordinates(of: key)
        let members = #"{"crv":"P-256","kty":"EC","x":"\#(x)","y":"\#(y)"}"#
        return Base64.encode([UInt8](SHA256.hash(data: [UInt8](members.utf8))), .url)
    }
}
