internal import Glibc

// Unsafe because the C library gives out the address of its own text. What keeps it right: the text is copied at once, and
// nothing in the tests sets a variable.

/// The environment variables of the running test.
public enum TestEnvironment {
    public static func value(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }
}
