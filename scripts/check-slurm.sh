#!/usr/bin/env bash
# Proves deploy/slurm on a real Slurm of one node: an array job of 8 tasks, two at a time, one of which is killed and requeued, gives the
# same files as one run without Slurm. Needs root and Debian's slurm-wlm and munge, which it installs if they are missing.
#
#   scripts/check-slurm.sh [PHOTOS]     40 photos by default
set -euo pipefail
cd "$(dirname "$0")/.."
count=${1:-40}
[ "$(id -u)" = 0 ] || { echo "check-slurm: needs root, to install and start Slurm" >&2; exit 1; }
harmonize=$PWD/$(swift build -c release --show-bin-path | sed "s|^$PWD/||")/harmonize
[ -x "$harmonize" ] || { echo "check-slurm: build the tool first: make release" >&2; exit 1; }
if ! command -v slurmctld >/dev/null || ! command -v munged >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq slurm-wlm munge >/dev/null
fi
work=$(mktemp -d)
chmod 755 "$work"
log() { echo "check-slurm: $*"; }

stop() {
  scancel -u root 2>/dev/null || true
  for pid in "$work"/*.pid; do [ -e "$pid" ] && kill "$(cat "$pid")" 2>/dev/null || true; done
  [ -n "${munge_started:-}" ] && pkill -x munged || true
  sleep 1
  rm -rf "$work"
}
trap stop EXIT

start_slurm() {
  if ! munge -n 2>/dev/null | unmunge >/dev/null 2>&1; then
    [ -s /etc/munge/munge.key ] || (umask 077; head -c 1024 /dev/urandom >/etc/munge/munge.key)
    chown munge: /etc/munge/munge.key
    mkdir -p /run/munge && chown munge: /run/munge
    su -s /bin/sh munge -c munged
    munge_started=1
  fi
  mkdir -p "$work/state" "$work/spool"
  host=$(hostname -s)
  cat >"$work/slurm.conf" <<CONF
ClusterName=check
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CryptoType=crypto/munge
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
JobRequeue=1
MinJobAge=3600
ReturnToService=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=$host Default=YES State=UP MaxTime=INFINITE OverSubscribe=FORCE:2
CONF
  export SLURM_CONF=$work/slurm.conf
  slurmctld
  slurmd
  for _ in $(seq 30); do sinfo -h -t idle -o %N 2>/dev/null | grep -q . && return; sleep 1; done
  log "Slurm did not start"; tail -5 "$work"/slurm*.log >&2; exit 1
}

# The repository's own example, again and again: Slurm is what is tried.
make_list() { # file, folder of the results
  for i in $(seq "$count"); do
    printf '%s\t%s\t%s\n' "$PWD/examples/composite.jpg" "$PWD/examples/mask.png" "$2/$((i % 7))/$i.png"
  done >"$1"
}

log "one run without Slurm"
make_list "$work/one.txt" "$work/one"
make_list "$work/many.txt" "$work/many"
"$harmonize" batch --list "$work/one.txt" >"$work/one.log" 2>&1
tail -1 "$work/one.log"

start_slurm
log "an array job of 8 tasks on $(sinfo -h -o '%N with %c CPUs')"
job=$(cd "$work" && HARMONIZE=$harmonize sbatch --parsable --array=1-8%2 --cpus-per-task=1 --mem=0 --export=ALL \
  "$OLDPWD/deploy/slurm/harmonize.sbatch" "$work/many.txt" "$work/reports")
killed=
for _ in $(seq 600); do
  if [ -z "$killed" ] && [ "$(find "$work/many" -name '*.png' 2>/dev/null | wc -l)" -ge 2 ]; then
    killed=$(squeue -h -t R -o %i | head -1)
    log "task $killed is killed without warning, and requeued"
    pkill -9 -f "batch --list $work/many.txt" --newest || true
    scontrol requeue "$killed" || log "it was over already"
  fi
  [ -z "$(squeue -h -j "$job" 2>/dev/null)" ] && break
  sleep 1
done
[ -n "$killed" ] || { log "no task could be killed; use more photos"; exit 1; }

"$harmonize" report merge "$work"/reports/*.jsonl
(cd "$work/one" && find . -type f | sort | xargs sha256sum) >"$work/one.sums"
(cd "$work/many" && find . -type f | sort | xargs sha256sum) >"$work/many.sums"
if ! cmp "$work/one.sums" "$work/many.sums"; then
  diff "$work/one.sums" "$work/many.sums" | head; tail -5 "$work"/slurm-*.out; exit 1
fi
log "$(wc -l <"$work/many.sums") files, all the same; no temporary file is left"
