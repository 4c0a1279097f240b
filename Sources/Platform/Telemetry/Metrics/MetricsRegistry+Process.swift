import Bytes

extension MetricsRegistry {
    /// `process_*` as Prometheus's client libraries name them, and `martlet_build_info`.
    public func registerProcessMetrics(service: String, version: String) {
        let start = Timestamp.now().seconds
        gauge(
            "martlet_build_info",
            "1, with what is running as labels.",
            labels: [("service", service), ("version", version)]
        ).set(1)
        gauge("process_start_time_seconds", "Start time of the process since the epoch in seconds.").set(start)
        collect("process_cpu_seconds_total", "CPU time spent, user and system, in seconds.", .counter) {
            [([], ProcessUsage.cpuSeconds())]
        }
        collect("process_resident_memory_bytes", "Resident memory in bytes.") {
            ProcessUsage.residentBytes().map { [([], Double($0))] } ?? []
        }
        collect("process_open_fds", "Open file descriptors.") {
            ProcessUsage.openDescriptors().map { [([], Double($0))] } ?? []
        }
        collect("process_max_fds", "Limit of open file descriptors.") {
            ProcessUsage.descriptorLimit().map { [([], Double($0))] } ?? []
        }
    }
}
