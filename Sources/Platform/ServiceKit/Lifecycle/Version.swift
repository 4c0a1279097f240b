/// The version of everything in this repository.
public enum Version {
    public static let current = "0.1.0"
}
