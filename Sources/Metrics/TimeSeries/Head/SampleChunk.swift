/// Up to 256 consecutive samples of one series: two arrays of equal length, times strictly ascending.
struct SampleChunk: Sendable {
    static let capacity = 256

    var timestamps: [Int64] = []
    var values: [Double] = []

    var count: Int { timestamps.count }
    var first: Int64 { timestamps[0] }
    var last: Int64 { timestamps[timestamps.count - 1] }

    /// The index of the first sample at or after `time`; `count` where there is none.
    func index(notBefore time: Int64) -> Int {
        var low = 0
        var high = timestamps.count
        while low < high {
            let middle = (low &+ high) >> 1
            if timestamps[middle] < time { low = middle &+ 1 } else { high = middle }
        }
        return low
    }

    /// The index of the first sample after `time`; `count` where there is none.
    func index(after time: Int64) -> Int {
        time == .max ? count : index(notBefore: time &+ 1)
    }
}
