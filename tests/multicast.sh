#!/bin/sh
# Makes two hosts, namespaces of the network that a cable joins, and runs tests/core/multicast*.rs between them. Used by CI; needs
# root and iproute2, and fails where it cannot make the hosts. Arguments go to cargo (features, for example).
set -eu
cd "$(dirname "$0")/.."

hosts="zmq-$$-a zmq-$$-b"
cleanup() {
    for host in $hosts; do
        ip netns delete "$host" 2>/dev/null || true
        rm -rf "/etc/netns/$host"
    done
}
trap cleanup EXIT
trap 'exit 1' INT TERM

number=0
for host in $hosts; do
    ip netns add "$host" || { echo "cannot make hosts: the tests of multicast need root and namespaces" >&2; exit 1; }
done
ip link add cable netns "zmq-$$-a" type veth peer name cable netns "zmq-$$-b"
ip link add several netns "zmq-$$-a" type veth peer name several netns "zmq-$$-b"
for host in $hosts; do
    number=$((number + 1))
    # OpenPGM asks for the address of a host that is called like the interface; no server answers that here.
    mkdir -p "/etc/netns/$host"
    echo 'hosts: files' > "/etc/netns/$host/nsswitch.conf"
    # OpenPGM takes the name of an interface with one address only: no other comes by itself.
    ip -n "$host" link set cable addrgenmode none
    ip -n "$host" address add "10.198.7.$number/24" dev cable
    ip -n "$host" link set lo up
    ip -n "$host" link set cable up
    ip -n "$host" address add "10.198.8.$number/24" dev several
    ip -n "$host" address add "fd00:198::$number/64" dev several nodad
    ip -n "$host" link set several up
    ip -n "$host" route add 224.0.0.0/4 dev cable
done

# A filter that finds nothing is no error for cargo.
cargo test --test core "$@" -- multicast --list | grep ': test$' >/dev/null || { echo "no tests to run" >&2; exit 1; }
ZMQ_TEST_HOSTS=$hosts cargo test --test core "$@" -- multicast --test-threads=1
