# shellcheck shell=bash
# The programs of the ZeroMQ Guide: a step for .ci/run, which sources this.

# Builds them, and plays every role of each in Rust and, with pyzmq, in Python; kills what a pattern says may die. The roles of the
# Guide's own scripts are played by ours in guide/peers, since the scripts are not here: `GUIDE_PYTHON` names a checkout of them.
guide() {
    tests cargo test -p zmq-guide --locked
    skip 'the original scripts of the Guide: GUIDE_PYTHON=/path/to/zguide bash .ci/run guide, by hand'
}
