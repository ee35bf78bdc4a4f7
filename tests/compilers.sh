#!/bin/sh
# Other compilers, flags and places: the crate is built and its example `quickstart` run with each. By hand; libzmq is compiled for
# each row. `sh tests/compilers.sh` runs all, `sh tests/compilers.sh gcc-11 spaces` some. What is not installed is skipped, and said.
# `ZMQ_COMPILERS_OPTIMIZE=-O0` does not optimize libzmq for the rows of compilers and places: a fifth of the time.
# Debian: apt-get install g++-11 clang-13 clang-15 clang-16 libc++-dev libc++abi-dev. Writes the table for docs/building.md at its end.
set -u
cd "$(dirname "$0")/.." || exit 1
root=$PWD
export CARGO_TERM_COLOR=never CARGO_INCREMENTAL=0 CARGO_PROFILE_DEV_DEBUG=0
unset CC CXX CFLAGS CXXFLAGS RUSTFLAGS
# After the flags of the build script, so that it wins; those rows that are about optimization come without.
optimize=${ZMQ_COMPILERS_OPTIMIZE-}
mkdir -p target/compilers
logs=$root/target/compilers
table=$logs/table.md
: >"$table"
failed=0

# One row: its name, what it shows, and what is run.
row() {
    name=$1 what=$2
    shift 2
    case " $wanted " in '  ' | *" $name "*) ;; *) return ;; esac
    started=$(date +%s)
    if "$@" >"$logs/$name.log" 2>&1 && grep -q 'all messages arrived' "$logs/$name.log"; then
        result=passed
    elif grep -q '^SKIPPED' "$logs/$name.log"; then
        result=$(sed -n 's/^SKIPPED: //p' "$logs/$name.log")
    else
        result="FAILED, see $logs/$name.log"
        failed=1
    fi
    printf '%s: %s, %s s\n' "$name" "$result" "$(($(date +%s) - started))"
    printf '| %s | %s |\n' "$what" "$result" >>"$table"
}

quickstart() {
    cargo run --locked --example quickstart
}

# With a C and a C++ compiler, and flags for C++.
compiler() {
    command -v "$2" >/dev/null || { echo "SKIPPED: $2 is not installed"; return 1; }
    "$2" --version
    CC=$1 CXX=$2 CXXFLAGS="${3-} $optimize" CARGO_TARGET_DIR=$logs/build quickstart
}

flags() {
    CFLAGS=$1 CXXFLAGS=$1 RUSTFLAGS=${2-} CARGO_TARGET_DIR=$logs/build quickstart
}

libcxx() {
    echo '#include <vector>' | clang++ -stdlib=libc++ -x c++ -fsyntax-only - || { echo 'SKIPPED: libc++ is not installed'; return 1; }
    CC=clang CXX=clang++ CXXFLAGS="-stdlib=libc++ $optimize" CXXSTDLIB=c++ CARGO_TARGET_DIR=$logs/build quickstart
}

# Both halves in one: Rust's by cargo, C++'s by gcc, whose plugin the linker asks. Rust's own linker, LLD, does not know that plugin, and
# takes the machine code of the C++ in silence; so the linker is GNU's, and its map has to name what gcc compiled while it linked.
link_time() {
    rm -f "$logs/lto.map"
    CFLAGS='-flto -ffat-lto-objects' CXXFLAGS='-flto -ffat-lto-objects' CARGO_PROFILE_RELEASE_LTO=fat CARGO_TARGET_DIR=$logs/build \
        cargo rustc --locked --release --example quickstart -- -C link-arg=-fuse-ld=bfd -C "link-arg=-Wl,-Map=$logs/lto.map" || return 1
    grep -q 'ltrans[0-9]*\.ltrans\.o' "$logs/lto.map" || { echo 'gcc optimized nothing while it linked'; return 1; }
    "$logs/build/release/examples/quickstart"
}

# The files that git knows, in another folder.
copy() {
    rm -rf "$1" && mkdir -p "$1" && git ls-files -z -co --exclude-standard | xargs -0 cp --parents -t "$1"
}

spaces() {
    place="$logs/Ein Ort für Käse & mehr"
    copy "$place" && cd "$place" && CXXFLAGS=$optimize CARGO_TARGET_DIR="$place/target" quickstart
}

# Nothing may be written beside the sources; for root, who may write anywhere, by a mount.
read_only() {
    place=$logs/sources
    copy "$place" || return 1
    if [ "$(id -u)" -eq 0 ]; then
        CXXFLAGS=$optimize CARGO_TARGET_DIR=$logs/build unshare -m sh -c "mount --bind '$place' '$place' && mount -o remount,ro,bind '$place' && cd '$place' &&
            ! touch here 2>/dev/null && cargo run --locked --example quickstart"
    else
        chmod -R a-w "$place"
        (cd "$place" && CXXFLAGS=$optimize CARGO_TARGET_DIR=$logs/build quickstart)
        result=$?
        chmod -R u+w "$place"
        return $result
    fi
}

other_disk() {
    [ "$(stat -c %d /dev/shm)" != "$(stat -c %d .)" ] || { echo 'SKIPPED: /dev/shm is no disk of its own'; return 1; }
    CXXFLAGS=$optimize CARGO_TARGET_DIR=/dev/shm/zmq-compilers quickstart
    result=$?
    rm -rf /dev/shm/zmq-compilers
    return $result
}

wanted=$*
for version in 8 9 10 11 12 13 14; do
    row "gcc-$version" "gcc $version" compiler "gcc-$version" "g++-$version"
done
for version in 13 14 15 16 17 18 19; do
    row "clang-$version" "clang $version" compiler "clang-$version" "clang++-$version"
done
row c++17 '`-std=c++17` in place of our `-std=c++11`' compiler gcc g++ -std=c++17
row c++20 '`-std=c++20`' compiler gcc g++ -std=c++20
row libc++ "clang with LLVM's libc++" libcxx
row fortified '`-O2 -D_FORTIFY_SOURCE=3 -D_GLIBCXX_ASSERTIONS -fstack-protector-strong`' \
    flags '-O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -D_GLIBCXX_ASSERTIONS -fstack-protector-strong'
row native '`-march=native`, `-C target-cpu=native`' flags -march=native '-C target-cpu=native'
row lto 'link-time optimization of Rust (fat) and of C++ (gcc)' link_time
row spaces 'a path with spaces, `&` and non-ASCII letters' spaces
row read-only 'a source folder that cannot be written to' read_only
row other-disk '`CARGO_TARGET_DIR` on another file system' other_disk
printf '\n'
cat "$table"
exit $failed
