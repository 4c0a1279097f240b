internal import Bytes
internal import JWTKit

/// The public keys that tokens may be signed with, by their names: what a JSON Web Key Set (RFC 7517) says.
public struct KeySet: Sendable {
    private let keys: [String: ES256PublicKey]

    /// Reads a key set. Keys of other kinds and uses are left out, as RFC 7517 asks; a set without any key that we can
    /// use is an error, so that a wrong address does not become "nobody is logged in".
    public init(json: [UInt8]) throws(KeySetError) {
        let document: JSONValue
        do {
            document = try JSONValue(parsing: json)
        } catch {
            throw KeySetError("the key set is not JSON: \(error)")
        }
        guard let members = document["keys"]?.array else { throw KeySetError("the key set has no array \"keys\"") }
        var keys: [String: ES256PublicKey] = [:]
        for member in members {
            guard member["kty"]?.string == "EC", member["crv"]?.string == "P-256",
                member["use"]?.string ?? "sig" == "sig", member["alg"]?.string ?? "ES256" == "ES256",
                let id = member["kid"]?.string, let x = member["x"]?.string, let y = member["y"]?.string
            else { continue }
            guard let key = try? ES256PublicKey(parameters: (x, y)) else {
                throw KeySetError("key \(id) has coordinates that are no point of P-256")
            }
            keys[id] = key
        }
        guard !keys.isEmpty else { throw KeySetError("the key set has no ES256 key") }
        self.keys = keys
    }

    public func contains(_ id: String) -> Bool { keys[id] != nil }

    /// Checks the signature with exactly the key of that name, and reads the claims.
    func claims(of token: String, signedBy id: String) async throws -> AccessTokenClaims {
        guard let key = keys[id] else { throw AuthenticationFailure.unknownKey }
        let collection = JWTKeyCollection()
        await collection.add(ecdsa: key, kid: JWKIdentifier(string: id))
        return try await collection.verify(token, as: AccessTokenClaims.self)
    }
}

public struct KeySetError: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}
