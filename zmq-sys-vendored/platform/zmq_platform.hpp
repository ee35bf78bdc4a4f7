// The configuration of libzmq, put in front of every file of it by the compiler's -include (/FI).
//
// Upstream's CMake probes the system and writes a platform.hpp. The crate that carries the sources
// leaves that file empty; what it would say stands here instead, one header per system, decided by the
// target alone. How to read those headers (`cargo xtask platform` reads them in the same way):
//
//     #define X 1                 // what it changes
//     // not defined: X - why not
//
// Each name of upstream's builds/cmake/platform.hpp.in is in each of them, in one of the two forms.
// A file may be compiled as C or as C++. What the user's own CXXFLAGS define is left alone.

#ifndef ZMQ_SYS_PLATFORM_HPP
#define ZMQ_SYS_PLATFORM_HPP

#if defined(_WIN32)
#include "windows.hpp"
#elif defined(__APPLE__)
#include "apple.hpp"
#elif defined(__FreeBSD__)
#include "freebsd.hpp"
#elif defined(__linux__)
#include "linux.hpp"
#else
#error "zmq-sys-vendored has no configuration for this system: link an installed libzmq instead"
#endif

#ifdef __cplusplus
// 4.3.5 uses placement new in files that do not ask for it; recent libc++ no longer brings it by chance.
// After the system's defines, because any header of the system may read them.
#include <new>
#endif

#endif
