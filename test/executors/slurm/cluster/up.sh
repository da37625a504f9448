#!/usr/bin/env bash
# up.sh FOLDER [NODES]: a real Slurm on this machine, as root: munged, slurmctld and a slurmd for each of
# some pretended nodes with 8 processors, 16 GB and 4 GPUs (links to /dev/null). Jobs of the partition urgent take the
# place of those of gpu, which are put back, and of spot, which are cancelled. Its ports come from FIRST_PORT.
# With ACCOUNTING=1 it has MariaDB and slurmdbd, by which sacct answers, forgets jobs after seconds, and limits memory by
# cgroups of version 1.
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
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,bf_interval=1,defer_batch=0,batch_sched_delay=0,requeue_delay=1
GresTypes=gpu
ReturnToService=2
SlurmdParameters=config_overrides
MpiDefault=none
KillWait=2
SlurmctldTimeout=10
SlurmdTimeout=5
InactiveLimit=0
CONF
if [ -z "${ACCOUNTING:-}" ]; then
  cat >> "$root/slurm.conf" <<CONF
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MinJobAge=300
CONF
else
  cat >> "$root/slurm.conf" <<CONF
TaskPlugin=task/cgroup
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=1
AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=localhost
AccountingStoragePort=$((port + 90))
AccountingStoragePass=$root/run/munge.socket
MinJobAge=2
CONF
  echo "CgroupPlugin=cgroup/v1
CgroupMountpoint=/sys/fs/cgroup
ConstrainRAMSpace=yes" > "$root/cgroup.conf"
  (umask 077; cat > "$root/slurmdbd.conf" <<CONF
AuthType=auth/munge
AuthInfo=socket=$root/run/munge.socket
DbdHost=localhost
DbdPort=$((port + 90))
SlurmUser=root
StorageType=accounting_storage/mysql
StorageHost=localhost
StorageUser=slurm
StoragePass=slurm
StorageLoc=slurm
LogFile=$root/log/slurmdbd.log
PidFile=$root/run/slurmdbd.pid
CONF
  )
fi
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
if [ -n "${ACCOUNTING:-}" ]; then
  export MYSQL_UNIX_PORT=$root/run/sql.socket
  mariadb-install-db --no-defaults --user=root --datadir="$root/sql" --skip-test-db > "$root/log/sql.log"
  mariadbd --no-defaults --user=root --datadir="$root/sql" --socket="$MYSQL_UNIX_PORT" --pid-file="$root/run/sql.pid" --skip-networking >> "$root/log/sql.log" 2>&1 &
  sql() { mariadb --no-defaults --socket="$MYSQL_UNIX_PORT" -e "$1"; }
  for _ in $(seq 100); do sql "select 1" >/dev/null 2>&1 && break; sleep 0.1; done
  sql "create database slurm; create user slurm@localhost identified by 'slurm'; grant all on slurm.* to slurm@localhost"
  slurmdbd
  for _ in $(seq 100); do (: > "/dev/tcp/127.0.0.1/$((port + 90))") 2>/dev/null && break; sleep 0.1; done
  sacctmgr -i add cluster test
fi
slurmctld -f "$root/slurm.conf"
for each in $(seq 1 "$nodes"); do slurmd -f "$root/slurm.conf" -N "n$each"; done
