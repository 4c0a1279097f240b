import Bytes
import ServiceKit

/// The configuration files that `martlet up` writes for its metrics server and its shipper: the same that the programs
/// read when they run alone, so they are also examples.
enum GeneratedConfiguration {
    static func prometheus(interval: Duration, jobs: [(name: String, address: ListenAddress)]) -> String {
        var text = """
            # Written by `martlet up` at each start.
            global:
              scrape_interval: \(DurationText.format(interval))
              scrape_timeout: \(DurationText.format(min(interval, .seconds(10))))
            scrape_configs:\(jobs.isEmpty ? " []" : "")

            """
        for job in jobs {
            text += """
                  - job_name: \(job.name)
                    static_configs:
                      - targets: ["\(job.address.reachable)"]

                """
        }
        return text
    }

    static func fluentd(logs: String, state: String, search: ListenAddress, forward: ListenAddress) -> String {
        """
        # Written by `martlet up` at each start.

        # The services' own log files.
        <source>
          @type tail
          @id services
          path \(logs)/*-service.log
          pos_file \(state)/services.pos
          tag services.*
          read_from_head true
          refresh_interval 1s
          <parse>
            @type json
            time_key @timestamp
            time_type string
            time_format %iso8601
            keep_time_key true
          </parse>
        </source>

        # Anything else that speaks Fluentd's forward protocol.
        <source>
          @type forward
          @id forward
          bind \(forward.host)
          port \(forward.port)
        </source>

        <match **>
          @type elasticsearch
          @id search
          host \(search.host)
          port \(search.port)
          index_name logs-services
          include_timestamp true
          <buffer>
            @type file
            path \(state)/buffer
            flush_mode interval
            flush_interval 500ms
            retry_max_interval 5s
            retry_forever true
            total_limit_size 1g
          </buffer>
        </match>

        """
    }
}
