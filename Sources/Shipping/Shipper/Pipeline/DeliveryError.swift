/// Why a chunk is not delivered whole. It is tried again.
struct DeliveryError: Error {
    /// Whether the destination as a whole does not work, so that no other chunk needs to be tried now.
    let isDestinationDown: Bool
    let reason: String

    /// The destination does not answer, or not to anything.
    static func destination(_ reason: String) -> DeliveryError { .init(isDestinationDown: true, reason: reason) }
    /// Some events of this chunk were not taken now.
    static func some(_ reason: String) -> DeliveryError { .init(isDestinationDown: false, reason: reason) }
}
