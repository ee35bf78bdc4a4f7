#!/bin/sh
# Starts a Kerberos realm of its own, for nobody else to see: a database, a key distribution centre on a free port and key
# tables, all in a temporary folder; and runs tests/security/gssapi.rs in it. Used by CI; needs krb5-kdc, krb5-admin-server and
# python3, but not root. Arguments go to cargo (features, for example).
set -eu
cd "$(dirname "$0")/.."
PATH=$PATH:/usr/sbin:/sbin

for command in kdb5_util kadmin.local krb5kdc kinit; do
    command -v "$command" >/dev/null || { echo "the tests of GSSAPI need $command: apt install krb5-kdc krb5-admin-server krb5-user" >&2; exit 1; }
done

realm=$(mktemp -d)
kdc=
cleanup() {
    [ -z "$kdc" ] || kill "$kdc" 2>/dev/null || true
    rm -rf "$realm"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$realm/krb5.conf" <<END
[libdefaults]
    default_realm = ZMQ.TEST
    dns_lookup_kdc = false
    dns_lookup_realm = false
    dns_canonicalize_hostname = false
    rdns = false
    udp_preference_limit = 1
[realms]
    ZMQ.TEST = {
        kdc = 127.0.0.1:$port
    }
[domain_realm]
    localhost = ZMQ.TEST
END
cat >"$realm/kdc.conf" <<END
[kdcdefaults]
    kdc_listen = 127.0.0.1:$port
    kdc_tcp_listen = 127.0.0.1:$port
[realms]
    ZMQ.TEST = {
        database_name = $realm/principal
        key_stash_file = $realm/stash
        acl_file = $realm/acl
        max_life = 1h
    }
[logging]
    kdc = FILE:$realm/kdc.log
END
export KRB5_CONFIG="$realm/krb5.conf" KRB5_KDC_PROFILE="$realm/kdc.conf" KRB5RCACHEDIR="$realm"
kdb5_util create -s -P master -r ZMQ.TEST >/dev/null
for principal in zmq/localhost other/localhost alice; do
    kadmin.local -q "addprinc -randkey $principal" >/dev/null 2>&1
done
# libzmq wants of each side what it needs to be a client and what it needs to be a server. `other` has neither.
kadmin.local -q "ktadd -k $realm/keytab zmq/localhost alice" >/dev/null
# In the foreground, so that its number is known.
krb5kdc -n &
kdc=$!

mkdir "$realm/caches"
export KRB5_KTNAME="FILE:$realm/keytab" KRB5_CLIENT_KTNAME="FILE:$realm/keytab" KRB5CCNAME="DIR:$realm/caches"
export KRB5_TRACE="$realm/trace"
tries=0
until kinit -c "FILE:$realm/probe" -k -t "$realm/keytab" alice 2>"$realm/kinit.log"; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || { cat "$realm/kinit.log" "$realm/kdc.log" >&2; exit 1; }
    kill -0 "$kdc" # it has not ended
    sleep 0.1
done

# A filter that finds nothing is no error for cargo.
cargo test --test security "$@" -- gssapi:: --list | grep ': test$' >/dev/null || { echo "no tests to run" >&2; exit 1; }
ZMQ_TEST_REALM="$realm" cargo test --test security "$@" -- gssapi:: --test-threads=1 || {
    tail -n 50 "$realm/kdc.log" "$realm/trace" >&2
    exit 1
}
