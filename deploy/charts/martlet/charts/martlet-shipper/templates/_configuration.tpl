{{- define "martlet-shipper.configuration" -}}
{{- if .Values.configuration -}}
{{ .Values.configuration }}
{{- else -}}
# What the node's containers write, as the container runtime keeps it.
<source>
  @type tail
  @id containers
  path /var/log/containers/*.log
  pos_file /var/lib/martlet-shipper/containers.pos
  tag kubernetes.*
  read_from_head true
  <parse>
    @type regexp
    expression /^(?<time>[^ ]+) (?<stream>stdout|stderr) (?<logtag>[FP]) (?<message>.*)$/
    time_key time
    time_format %iso8601
  </parse>
</source>
<source>
  @type forward
  bind 0.0.0.0
  port 24224
</source>
<match **>
  @type elasticsearch
  host {{ .Values.search.host | default (printf "%s-martlet-search" .Release.Name) }}
  port {{ .Values.search.port }}
  index_name {{ .Values.indexName }}
  include_tag_key true
  include_timestamp true
  <buffer>
    @type file
    path /var/lib/martlet-shipper/buffer
    flush_mode interval
    flush_interval 1s
    retry_forever true
    total_limit_size 1g
  </buffer>
</match>
{{- end -}}
{{- end -}}
