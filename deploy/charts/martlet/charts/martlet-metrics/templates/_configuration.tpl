{{- define "martlet-metrics.configuration" -}}
global:
  scrape_interval: {{ .Values.scrapeInterval }}
scrape_configs:
  {{- range $index, $name := list "user" "todo" "post" }}
  - job_name: {{ $name }}-service
    static_configs:
      - targets: ["{{ $.Release.Name }}-services:{{ add 9181 $index }}"]
  {{- end }}
  - job_name: martlet-metrics
    static_configs:
      - targets: ["127.0.0.1:9090"]
  - job_name: martlet-search
    static_configs:
      - targets: ["{{ .Release.Name }}-martlet-search:9200"]
  {{- with .Values.extraScrapeConfigs }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}
