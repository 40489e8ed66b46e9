#!/bin/sh
# Installs Debian packages as root without letting a service start: requirements.ts runs it as `sh requirements.sh LOGFILE PACKAGE...`.
# One at a time on a machine. Interrupted while downloading it stops at once; while unpacking it finishes first. Exit code: apt-get's.
set -u
log=$1
shift
policy=/usr/sbin/policy-rc.d
saved=$policy.before-kith
mark='# Temporary: written by an installation of Kith, which takes it away again.'
download=
owned=
interrupted=

# Puts back what stood there before, also what an earlier, killed run left behind.
restore() {
  if [ -e "$saved" ] || [ -L "$saved" ]; then
    mv -f "$saved" "$policy"
  elif grep -qsF "$mark" "$policy"; then
    rm -f "$policy"
  fi
}

forbid_services() {
  restore
  owned=1
  if [ -e "$policy" ] || [ -L "$policy" ]; then mv -f "$policy" "$saved"; fi
  printf '#!/bin/sh\n%s\nexit 101\n' "$mark" >"$policy.new"
  chmod 755 "$policy.new"
  mv -f "$policy.new" "$policy"
}

on_signal() {
  interrupted=1
  if [ -n "$download" ]; then kill -TERM "$download" 2>/dev/null; fi
}

# Background jobs of a script ignore Ctrl+C, so the script alone decides what an interruption may stop.
run() {
  kind=$1
  shift
  "$@" </dev/null >>"$log" 2>&1 9>&- &
  job=$!
  if [ "$kind" = stoppable ]; then download=$job; fi
  wait "$job"
  code=$?
  while kill -0 "$job" 2>/dev/null; do
    wait "$job"
    code=$?
  done
  download=
  if [ -n "$interrupted" ]; then exit 130; fi
  return "$code"
}

trap on_signal INT TERM HUP
trap '[ -z "$owned" ] || restore' EXIT
export DEBIAN_FRONTEND=noninteractive

exec 9>/run/kith-requirements.lock
tries=0
until flock -n 9; do
  tries=$((tries + 1))
  if [ "$tries" -gt 900 ]; then echo 'E: another installation has not ended within 15 minutes.' >>"$log"; exit 1; fi
  run stoppable sleep 1
done

# A service that was here before belongs to the owner of the machine; only a new one is switched off.
new_service=
case " $* " in
  *' prosody '*) dpkg-query -W -f='${Status}' prosody 2>/dev/null | grep -q 'ok installed' || new_service=prosody ;;
esac

options='-y -q --no-install-recommends --no-upgrade -o DPkg::Lock::Timeout=300 -o Acquire::Retries=2 -o Acquire::http::Timeout=30'
run stoppable timeout 300 apt-get update -q -o Acquire::Retries=2 -o Acquire::http::Timeout=30 || echo 'apt-get update failed; the old lists are used.' >>"$log"
# shellcheck disable=SC2086
run stoppable timeout 1500 apt-get install $options --download-only "$@" || exit $?
forbid_services
# shellcheck disable=SC2086
run unstoppable apt-get install $options "$@"
code=$?

# Installed is not started, but Debian would start it at the next boot.
if [ -n "$new_service" ]; then
  run unstoppable deb-systemd-helper disable "$new_service.service"
  run unstoppable update-rc.d "$new_service" disable
  if [ -d /run/systemd/system ]; then
    run unstoppable systemctl daemon-reload
    if systemctl is-active --quiet "$new_service"; then run unstoppable systemctl stop "$new_service"; fi
  fi
fi
exit "$code"
