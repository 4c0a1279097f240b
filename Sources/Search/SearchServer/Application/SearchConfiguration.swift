public import ServiceKit

/// What a search server needs to know before it starts.
public struct SearchConfiguration: Sendable {
    /// `--path.data`
    public var dataPath: String
    /// `--http.host` and `--http.port`
    public var listenAddress = ListenAddress(host: "127.0.0.1", port: 9200)
    /// The flag that an error about the port names.
    public var listenFlag = "--http.port"
    /// `--cluster.name`
    public var clusterName = "martlet"
    /// `--node.name`
    public var nodeName = "martlet-1"
    /// `http.max_content_length`: of a body, after decompression.
    public var maxContentBytes = 100 << 20
    /// Searches and writes that run at a time.
    public var workers = 4
    /// Those that wait; past it, requests are refused with 429.
    public var queueSize = 1000
    /// How often what `async` indices have written is brought onto the device.
    public var synchronizationInterval: Duration = .seconds(5)
    /// `cluster.max_shards_per_node`
    public var indexLimit = 1000

    public init(dataPath: String) {
        self.dataPath = dataPath
    }
}
