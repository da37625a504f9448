#!/usr/bin/env bash
# down.sh FOLDER: ends the Slurm of up.sh.
root=${1:?folder}
for file in "$root"/run/slurmd.*.pid "$root"/run/{slurmctld,slurmdbd,sql,munged}.pid; do
  [ -s "$file" ] && kill "$(cat "$file")" 2>/dev/null
done
true
