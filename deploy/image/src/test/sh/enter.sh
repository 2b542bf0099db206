#!/bin/sh
# enter.sh ROOT SCRATCH ETC USER COMMAND…: runs the command in ROOT as a container would: read-only, SCRATCH at /tmp,
# ETC at /etc/tailrace, and of this machine only the C library and the kernel's folders. The mounts end with the command.
set -eu
if [ "${TAILRACE_ENTERED:-}" != yes ]; then
  TAILRACE_ENTERED=yes
  export TAILRACE_ENTERED
  exec unshare --mount --propagation private sh "$0" "$@"
fi
unset TAILRACE_ENTERED
root=$1 scratch=$2 etc=$3 user=$4
shift 4
mkdir -p "$root/dev" "$root/proc"
for folder in lib lib64 usr/lib usr/lib64; do
  if [ -L "/$folder" ]; then
    ln -sfn "$(readlink "/$folder")" "$root/$folder"
  elif [ -d "/$folder" ]; then
    mkdir -p "$root/$folder"
  fi
done
mount --bind "$root" "$root"
mount -o remount,bind,ro "$root"
for folder in lib lib64 usr/lib usr/lib64; do
  if [ -d "/$folder" ] && [ ! -L "/$folder" ]; then
    mount --bind "/$folder" "$root/$folder"
    mount -o remount,bind,ro "$root/$folder"
  fi
done
mount --rbind /dev "$root/dev"
mount --rbind /proc "$root/proc"
mount --bind "$scratch" "$root/tmp"
mount --bind "$etc" "$root/etc/tailrace"
# The one command that is not in ROOT: asks whether all of this can be done here.
if [ "$*" = true ]; then exit 0; fi
exec chroot --userspec="$user" "$root" "$@"
