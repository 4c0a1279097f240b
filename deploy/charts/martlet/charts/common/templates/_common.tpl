{{- define "common.name" -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "common.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "common.labels" -}}
{{ include "common.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: martlet
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
{{- with .Values.global.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* The image of a program: (list . "martlet-search") */}}
{{- define "common.image" -}}
{{- $root := index . 0 -}}
{{- printf "%s/%s:%s" $root.Values.global.image.registry (index . 1) ($root.Values.global.image.tag | default $root.Chart.AppVersion) | quote -}}
{{- end -}}

{{- define "common.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "common.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* Probes on a port by name: (dict "port" "admin") */}}
{{- define "common.probes" -}}
startupProbe:
  httpGet: { path: /startupz, port: {{ .port }} }
  periodSeconds: 2
  failureThreshold: {{ .startupFailures | default 30 }}
livenessProbe:
  httpGet: { path: /livez, port: {{ .port }} }
  periodSeconds: 10
  failureThreshold: 3
readinessProbe:
  httpGet: { path: /readyz, port: {{ .port }} }
  periodSeconds: 5
  failureThreshold: 2
{{- end -}}

{{- define "common.serviceAccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "common.name" . }}
  labels:
    {{- include "common.labels" . | nindent 4 }}
  {{- with .Values.serviceAccount.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
automountServiceAccountToken: false
{{- end -}}

{{- define "common.disruptionBudget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "common.name" . }}
  labels:
    {{- include "common.labels" . | nindent 4 }}
spec:
  # One pod cannot be both evicted and available; a node drain may take it, and its volume follows.
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "common.selector" . | nindent 6 }}
{{- end -}}

{{/* What stands alike in every pod. */}}
{{- define "common.podSettings" -}}
serviceAccountName: {{ include "common.name" . }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.global.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* A claim template: (dict "root" . "name" "data") */}}
{{- define "common.claim" -}}
metadata:
  name: {{ .name }}
spec:
  accessModes: [ReadWriteOnce]
  {{- with .root.Values.persistence.storageClassName }}
  storageClassName: {{ . | quote }}
  {{- end }}
  resources:
    requests:
      storage: {{ .root.Values.persistence.size }}
{{- end -}}

{{/* A policy for this part's pods, up to its rules: (list . (list "Ingress")) */}}
{{- define "common.networkPolicy" -}}
{{- $root := index . 0 -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "common.name" $root }}
  labels:
    {{- include "common.labels" $root | nindent 4 }}
spec:
  podSelector:
    matchLabels:
      {{- include "common.selector" $root | nindent 6 }}
  policyTypes:
    {{- toYaml (index . 1) | nindent 4 }}
{{- end -}}

{{/* Who asks from outside of this chart. */}}
{{- define "common.clients" -}}
{{- with .Values.global.networkPolicy.clients -}}
{{ toYaml . }}
{{- else -}}
- podSelector: {}
{{- end -}}
{{- end -}}

{{/* Another part of this release: (list . "martlet-shipper") */}}
{{- define "common.part" -}}
- podSelector:
    matchLabels:
      app.kubernetes.io/name: {{ index . 1 }}
      app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
{{- end -}}
