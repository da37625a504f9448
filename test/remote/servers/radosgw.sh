#!/usr/bin/env bash
# radosgw.sh FOLDER PORT: Ceph's S3 server as root on this machine: a monitor on PORT + 1, an OSD that keeps its objects in
# memory, radosgw on PORT. Prints the keys of a user. Ends with what is on its standard input.
set -euo pipefail
root=${1:?folder}; port=${2:?port}
mkdir -p "$root"/{mon,osd,rgw,run,log}
fsid=$(cat /proc/sys/kernel/random/uuid)
export CEPH_CONF=$root/ceph.conf
cat > "$CEPH_CONF" <<CONF
[global]
fsid = $fsid
mon host = [v1:127.0.0.1:$((port + 1))]
ms bind msgr2 = false
public addr = 127.0.0.1
auth cluster required = none
auth service required = none
auth client required = none
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
mon allow pool size one = true
run dir = $root/run
admin socket = $root/run/\$name.asok
pid file = $root/run/\$name.pid
log file = $root/log/\$name.log
[mon.a]
mon data = $root/mon
[osd.0]
osd data = $root/osd
osd objectstore = memstore
[client.rgw]
rgw data = $root/rgw
rgw frontends = beast endpoint=127.0.0.1:$port
CONF
# What is in memory needs no orderly end.
end() { for file in "$root"/run/*.pid; do kill -9 "$(cat "$file")" 2>/dev/null || true; done; }
trap end EXIT
{
  monmaptool --create --fsid "$fsid" --addv a "[v1:127.0.0.1:$((port + 1))]" "$root/monmap"
  ceph-mon --mkfs -i a --monmap "$root/monmap"
  ceph-mon -i a
  ceph osd new "$fsid"
  ceph-osd -i 0 --mkfs --osd-uuid "$fsid"
  ceph-osd -i 0
  radosgw -n client.rgw
} >"$root/log/start.log" 2>&1
radosgw-admin user create --uid=group --display-name=group 2>>"$root/log/start.log" | tr -d '\n'
echo
cat >/dev/null
