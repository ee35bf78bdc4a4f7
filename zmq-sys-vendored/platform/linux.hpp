// Linux: glibc 2.17 and later, musl, Android (bionic). See zmq_platform.hpp for how to read this file.
// Everything defined here is in all three C libraries unless a condition says otherwise, so nothing is
// probed and a cross build gets the same library as a native one.

#define ZMQ_HAVE_LINUX 1                 // addresses of tipc, names of network interfaces
#ifdef __ANDROID__
#define ZMQ_HAVE_ANDROID 1               // survives EINVAL from accept, leaves signal masks alone
#endif
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1                    // struct ucred, accept4; most C++ compilers define it themselves
#endif
#ifndef _REENTRANT
#define _REENTRANT 1                     // thread-safe errno where a C library still asks
#endif
#ifndef _THREAD_SAFE
#define _THREAD_SAFE 1
#endif

// ---- threads and memory
#define ZMQ_USE_CV_IMPL_STL11 1          // condition variables of C++11
// not defined: ZMQ_USE_CV_IMPL_WIN32API - another system's
// not defined: ZMQ_USE_CV_IMPL_PTHREADS - only for compilers without C++11
// not defined: ZMQ_USE_CV_IMPL_NONE - would abort where thread-safe sockets wait
#define ZMQ_HAVE_NOEXCEPT 1              // noexcept, override, final, deleted copies
#define HAVE_POSIX_MEMALIGN 1            // commands and queue chunks begin on a cache line ...
#define ZMQ_CACHELINE_SIZE 64            // ... of this size; the two belong together
// not defined: ZMQ_FORCE_MUTEXES - atomics are there
#define ZMQ_HAVE_PTHREAD_SETNAME_2 1     // threads are named ZMQbg/IO/0; THREAD_NAME_PREFIX counts
// not defined: ZMQ_HAVE_PTHREAD_SETNAME_1 - Apple's signature
// not defined: ZMQ_HAVE_PTHREAD_SETNAME_3 - NetBSD's signature
// not defined: ZMQ_HAVE_PTHREAD_SET_NAME - the name of the BSDs
#ifndef __ANDROID__
#define ZMQ_HAVE_PTHREAD_SET_AFFINITY 1  // THREAD_AFFINITY_CPU_*; bionic has only sched_setaffinity
#endif
// not defined: HAVE_FORK - costs a getpid call at every signal, 18% of inproc latency; the safe crate compares process ids when it drops instead

// ---- clocks
#define HAVE_CLOCK_GETTIME 1             // timers and timeouts do not follow a stepped wall clock
// not defined: HAVE_GETHRTIME - a clock of Solaris

// ---- waiting
#define ZMQ_IOTHREAD_POLLER_USE_EPOLL 1         // I/O threads wait with epoll ...
#define ZMQ_IOTHREAD_POLLER_USE_EPOLL_CLOEXEC 1 // ... on a descriptor that children do not inherit
// not defined: ZMQ_IOTHREAD_POLLER_USE_KQUEUE - a call of the BSDs
// not defined: ZMQ_IOTHREAD_POLLER_USE_DEVPOLL - a call of Solaris
// not defined: ZMQ_IOTHREAD_POLLER_USE_POLLSET - a call of AIX
// not defined: ZMQ_IOTHREAD_POLLER_USE_POLL - epoll is better
// not defined: ZMQ_IOTHREAD_POLLER_USE_SELECT - epoll is better
#define ZMQ_POLL_BASED_ON_POLL 1         // zmq_poll has no limit on the number of a descriptor
// not defined: ZMQ_POLL_BASED_ON_SELECT - poll is better
#define ZMQ_HAVE_PPOLL 1                 // zmq_ppoll (draft), made of pselect
#define ZMQ_HAVE_EVENTFD 1               // a mailbox is one eventfd instead of a pair of sockets ...
#define ZMQ_HAVE_EVENTFD_CLOEXEC 1       // ... that children do not inherit

// ---- descriptors and children
#define ZMQ_HAVE_SOCK_CLOEXEC 1          // a new socket is close-on-exec at once, with no race
#define HAVE_ACCEPT4 1                   // an accepted one too
#define ZMQ_HAVE_O_CLOEXEC 1             // named by upstream, read by nothing in 4.3.5

// ---- network
#define ZMQ_HAVE_IFADDRS 1               // tcp://eth0:5555 (Android asks the kernel by ioctl instead)
#define HAVE_IF_NAMETOINDEX 1            // fe80::1%eth0, and multicast by interface
#define ZMQ_HAVE_SO_KEEPALIVE 1          // without it TCP_KEEPALIVE does nothing and says nothing
#define ZMQ_HAVE_TCP_KEEPCNT 1           // TCP_KEEPALIVE_CNT
#define ZMQ_HAVE_TCP_KEEPIDLE 1          // TCP_KEEPALIVE_IDLE
#define ZMQ_HAVE_TCP_KEEPINTVL 1         // TCP_KEEPALIVE_INTVL
// not defined: ZMQ_HAVE_TCP_KEEPALIVE - Apple's name for the idle time
#define ZMQ_HAVE_SO_BINDTODEVICE 1       // BINDTODEVICE; upstream's probe misses it under -std=c11
#define ZMQ_HAVE_SO_PRIORITY 1           // PRIORITY (draft); upstream's probe misses it likewise
#define ZMQ_HAVE_BUSY_POLL 1             // BUSY_POLL (draft)

// ---- ipc
#define ZMQ_HAVE_IPC 1                   // ipc://
#define ZMQ_HAVE_STRUCT_SOCKADDR_UN 1    // the address of a local socket
#define ZMQ_HAVE_SO_PEERCRED 1           // IPC_FILTER_*; uid, gid and pid in Peer-Address
// not defined: ZMQ_HAVE_LOCAL_PEERCRED - the BSDs' way to ask for a peer's credentials
#define HAVE_MKDTEMP 1                   // ipc://* lies in a folder of its own that only we can enter

// ---- other transports
#if defined(__has_include)
#if __has_include(<linux/tipc.h>) && !defined(__ANDROID__)
#define ZMQ_HAVE_TIPC 1                  // tipc://, as the kernel allows; Alpine needs linux-headers
#endif
#endif
#define ZMQ_HAVE_WS 1                    // ws://; a draft upstream, but the files do not compile without
#define ZMQ_USE_BUILTIN_SHA1 1           // the handshake of ws, from external/sha1
#ifdef ZMQ_SYS_WSS                       // the feature `wss`
#define ZMQ_HAVE_WSS 1                   // wss:// ...
#define ZMQ_USE_GNUTLS 1                 // ... by GnuTLS, which a context starts
#endif
// not defined: ZMQ_USE_NSS - the built-in SHA1 adds no library
#ifdef ZMQ_SYS_PGM                       // the feature `pgm`
#define ZMQ_HAVE_OPENPGM 1               // pgm:// and epgm://
#endif
#ifdef ZMQ_SYS_NORM                      // the feature `norm`
#define ZMQ_HAVE_NORM 1                  // norm://
#endif
// not defined: ZMQ_HAVE_VMCI - needs the headers of VMware

// ---- security
#ifdef ZMQ_SYS_CURVE                     // the feature `curve`
#define ZMQ_HAVE_CURVE 1                 // CURVE ...
#define ZMQ_USE_LIBSODIUM 1              // ... by the functions of libsodium: ours in curve/, or the system's
#endif
// not defined: SODIUM_STATIC - ours does not ask, and that of the system may be shared
#ifdef ZMQ_SYS_GSSAPI                    // the feature `gssapi`
#define HAVE_LIBGSSAPI_KRB5 1            // GSSAPI; known to upstream's autotools build only
#endif

// ---- the C library
#define HAVE_STRNLEN 1
#define ZMQ_HAVE_UIO 1                   // struct iovec comes from <sys/uio.h>
#include <string.h>                      // says which C library this is
#ifndef __GLIBC__
#define ZMQ_HAVE_STRLCPY 1               // musl and bionic have always had it ...
#elif __GLIBC_PREREQ(2, 38)
#define ZMQ_HAVE_STRLCPY 1               // ... glibc since 2.38
#endif
// not defined: ZMQ_HAVE_LIBBSD - would add a library to link for one function that ws uses on zeroed memory

// ---- never
// not defined: ZMQ_USE_RADIX_TREE - a draft of upstream
// not defined: ZMQ_MAKE_VALGRIND_HAPPY - read by nothing in 4.3.5
// not defined: ZMQ_HAVE_WINDOWS - another system's
// not defined: ZMQ_HAVE_WINDOWS_UWP - another system's
// ZMQ_LIBSODIUM_RANDOMBYTES_CLOSE stays out as well: closing the random source at the end of a context
// races with other threads that use libsodium.
