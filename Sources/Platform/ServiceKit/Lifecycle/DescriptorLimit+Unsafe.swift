import Glibc

// The process's limit of open descriptors. What keeps it right: the structure is a local that one call fills and
// another reads.

enum DescriptorLimit {
    /// Raises the soft limit to the hard one: the usual soft limit of 1024 is for programs that use `select`, and
    /// connections must not take the descriptors that storage needs.
    static func raise() {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard unsafe getrlimit(resource, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        unsafe setrlimit(resource, &limit)
    }
}
