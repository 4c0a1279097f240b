#!/bin/bash
# Whether the program in this container is ready: asks /readyz on a port of its own, with nothing but bash.
#
#   healthcheck PORT
set -eu
exec 3<>"/dev/tcp/127.0.0.1/$1"
printf 'GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
read -r _ status _ <&3
[ "$status" = 200 ]
