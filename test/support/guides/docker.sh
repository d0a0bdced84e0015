#!/bin/sh
# Stands in for `docker run --network host` on machines that have no Docker: runs the command with no variables but those that
# are named by --env, which is what a container on the host's network has in common with a process of this machine.
[ "$1" = run ] || exit 125
shift
network=""
kept="PATH=$PATH"
while [ "${1#--}" != "$1" ]; do
  case "$1" in
    --rm) shift ;;
    --network) network="$2"; shift 2 ;;
    --env)
      value="$(printenv "$2")" && kept="$kept
$2=$value"
      shift 2
      ;;
    *) exit 125 ;;
  esac
done
[ "$network" = host ] || exit 125
shift # the image
IFS='
'
# shellcheck disable=SC2086
exec env -i $kept "$@"
