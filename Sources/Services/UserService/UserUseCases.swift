internal import ServiceApplication

/// What the user service does, over what it stands on. The routes and the consumer only translate.
struct UserUseCases: Sendable {
    let foundation: ServiceFoundation
    let keys: SigningKeyStore
    let hasher: PasswordHasher
    let authenticator: Authenticator
    let measures: AuthenticationMeasures
}
