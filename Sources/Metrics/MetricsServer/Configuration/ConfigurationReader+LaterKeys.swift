extension ConfigurationReader {
    /// Settings of a scrape job that Prometheus has and that are not built here.
    static let laterJobKeys = [
        "always_scrape_classic_histograms", "azure_sd_configs", "bearer_token", "bearer_token_file",
        "consul_sd_configs", "convert_classic_histograms_to_nhcb", "digitalocean_sd_configs", "dns_sd_configs",
        "docker_sd_configs", "dockerswarm_sd_configs", "ec2_sd_configs", "enable_http2", "eureka_sd_configs",
        "extra_scrape_metrics", "file_sd_configs", "gce_sd_configs", "hetzner_sd_configs", "http_headers",
        "http_sd_configs", "ionos_sd_configs", "keep_dropped_targets", "kubernetes_sd_configs", "kuma_sd_configs",
        "lightsail_sd_configs", "linode_sd_configs", "marathon_sd_configs", "metric_name_escaping_scheme",
        "metric_name_validation_scheme", "native_histogram_bucket_limit", "native_histogram_min_bucket_factor",
        "nerve_sd_configs", "no_proxy", "nomad_sd_configs", "oauth2", "openstack_sd_configs", "ovhcloud_sd_configs",
        "proxy_connect_header", "proxy_from_environment", "proxy_url", "puppetdb_sd_configs", "scaleway_sd_configs",
        "scrape_classic_histograms", "scrape_failure_log_file", "scrape_native_histograms", "serverset_sd_configs",
        "stackit_sd_configs", "tls_config", "triton_sd_configs", "uyuni_sd_configs", "vultr_sd_configs",
    ]
}
