#!/usr/bin/env bash
# up.sh FOLDER [NODES]: a real Slurm on this machine, as root: munged, slurmctld and a slurmd for each of
# some pretended nodes with 8 processors, 16 GB and 4 GPUs (links to /dev/null). Jobs of the partition urgent take the
# place of those of gpu, which are put back, and of spot, which are cancelled. Its ports come from FIRST_PORT.
set -euo pipefail
root=${1:?folder}; nodes=${2:-2}; port=${FIRST_PORT:-16820}; host=$(hostname -s)
install -d -m 700 "$root/munge"; install -d -m 755 "$root" "$root/run" "$root/state" "$root/log" "$root/dev"
[ -s "$root/munge/munge.key" ] || (umask 077; head -c 128 /dev/urandom > "$root/munge/munge.key")
for gpu in 0 1 2 3; do [ -e "$root/dev/gpu$gpu" ] || ln -s /dev/null "$root/dev/gpu$gpu"; done
cat > "$root/slurm.conf" <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$root/run/munge.socket,cred_expire=5
CredType=cred/munge
StateSaveLocation=$root/state
SlurmdSpoolDir=$root/spool/%n
SlurmctldPidFile=$root/run/slurmctld.pid
SlurmdPidFile=$root/run/slurmd.%n.pid
SlurmctldLogFile=$root/log/slurmctld.log
SlurmdLogFile=$root/log/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,bf_interval=1,defer_batch=0,batch_sched_delay=0,requeue_delay=1
AccountingStorageType=accounting_storage/none
GresTypes=gpu
ReturnToService=2
SlurmdParameters=config_overrides
MpiDefault=none
KillWait=2
MinJobAge=300
SlurmctldTimeout=10
SlurmdTimeout=5
InactiveLimit=0
CONF
: > "$root/gres.conf"
for each in $(seq 1 "$nodes"); do
  install -d -m 755 "$root/spool/n$each"
  echo "NodeName=n$each NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + each)) CPUs=8 Boards=1 SocketsPerBoard=1 CoresPerSocket=8 ThreadsPerCore=1 RealMemory=16000 Gres=gpu:a100:4 State=UNKNOWN" >> "$root/slurm.conf"
  echo "NodeName=n$each Name=gpu Type=a100 File=$root/dev/gpu[0-3]" >> "$root/gres.conf"
done
partition() { echo "PartitionName=$1 Nodes=n[1-$nodes] MaxTime=INFINITE State=UP PriorityTier=$2 ${*:3}" >> "$root/slurm.conf"; }
partition gpu 1 Default=YES
partition spot 1 PreemptMode=CANCEL
partition urgent 2
export SLURM_CONF=$root/slurm.conf
munged --key-file="$root/munge/munge.key" --socket="$root/run/munge.socket" --pid-file="$root/run/munged.pid" --log-file="$root/log/munged.log" --seed-file="$root/munge/seed"
slurmctld -f "$root/slurm.conf"
for each in $(seq 1 "$nodes"); do slurmd -f "$root/slurm.conf" -N "n$each"; done
