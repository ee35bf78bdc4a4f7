// macOS 10.12 and later, iOS and their kin. See zmq_platform.hpp for how to read this file.
// From upstream's probes and Apple's headers; compiled with Apple's headers, not run.

#define ZMQ_HAVE_OSX 1                   // Apple's paths; also the names of network interfaces
#ifndef _DARWIN_C_SOURCE
#define _DARWIN_C_SOURCE 1               // what POSIX does not have, such as the TCP_KEEP options
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
#if defined(__aarch64__) || defined(__arm64__)
#define ZMQ_CACHELINE_SIZE 128           // ... of this size; upstream takes 64, for which false sharing remains
#else
#define ZMQ_CACHELINE_SIZE 64            // ... of this size
#endif
// not defined: ZMQ_FORCE_MUTEXES - atomics are there
#define ZMQ_HAVE_PTHREAD_SETNAME_1 1     // threads are named ZMQbg/IO/0; THREAD_NAME_PREFIX counts
// not defined: ZMQ_HAVE_PTHREAD_SETNAME_2 - the signature of Linux
// not defined: ZMQ_HAVE_PTHREAD_SETNAME_3 - NetBSD's signature
// not defined: ZMQ_HAVE_PTHREAD_SET_NAME - the name of the BSDs
// not defined: ZMQ_HAVE_PTHREAD_SET_AFFINITY - Apple's threads cannot be bound to a CPU
// not defined: HAVE_FORK - costs a getpid call at every signal; the safe crate compares process ids when it drops instead

// ---- clocks
#define HAVE_CLOCK_GETTIME 1             // timers and timeouts do not follow a stepped wall clock
// not defined: HAVE_GETHRTIME - a clock of Solaris

// ---- waiting
#define ZMQ_IOTHREAD_POLLER_USE_KQUEUE 1 // I/O threads wait with kqueue
// not defined: ZMQ_IOTHREAD_POLLER_USE_EPOLL - a call of Linux
// not defined: ZMQ_IOTHREAD_POLLER_USE_EPOLL_CLOEXEC - a call of Linux
// not defined: ZMQ_IOTHREAD_POLLER_USE_DEVPOLL - a call of Solaris
// not defined: ZMQ_IOTHREAD_POLLER_USE_POLLSET - a call of AIX
// not defined: ZMQ_IOTHREAD_POLLER_USE_POLL - kqueue is better
// not defined: ZMQ_IOTHREAD_POLLER_USE_SELECT - kqueue is better
#define ZMQ_POLL_BASED_ON_POLL 1         // zmq_poll has no limit on the number of a descriptor
// not defined: ZMQ_POLL_BASED_ON_SELECT - poll is better
#define ZMQ_HAVE_PPOLL 1                 // zmq_ppoll (draft), made of pselect
// not defined: ZMQ_HAVE_EVENTFD - a call of Linux and FreeBSD; a mailbox is a pair of sockets
// not defined: ZMQ_HAVE_EVENTFD_CLOEXEC - goes with eventfd

// ---- descriptors and children
// not defined: ZMQ_HAVE_SOCK_CLOEXEC - the flag is missing; libzmq sets close-on-exec by a second call
// not defined: HAVE_ACCEPT4 - the call is missing, the same second call does it
#define ZMQ_HAVE_O_CLOEXEC 1             // named by upstream, read by nothing in 4.3.5

// ---- network
#define ZMQ_HAVE_IFADDRS 1               // tcp://en0:5555
#define HAVE_IF_NAMETOINDEX 1            // fe80::1%en0, and multicast by interface
#define ZMQ_HAVE_SO_KEEPALIVE 1          // without it TCP_KEEPALIVE does nothing and says nothing
#define ZMQ_HAVE_TCP_KEEPCNT 1           // TCP_KEEPALIVE_CNT
#define ZMQ_HAVE_TCP_KEEPINTVL 1         // TCP_KEEPALIVE_INTVL
#define ZMQ_HAVE_TCP_KEEPALIVE 1         // TCP_KEEPALIVE_IDLE, by Apple's name
// not defined: ZMQ_HAVE_TCP_KEEPIDLE - Apple calls the idle time TCP_KEEPALIVE
// not defined: ZMQ_HAVE_SO_BINDTODEVICE - an option of Linux
// not defined: ZMQ_HAVE_SO_PRIORITY - an option of Linux
// not defined: ZMQ_HAVE_BUSY_POLL - an option of Linux

// ---- ipc
#define ZMQ_HAVE_IPC 1                   // ipc://
#define ZMQ_HAVE_STRUCT_SOCKADDR_UN 1    // the address of a local socket
// not defined: ZMQ_HAVE_SO_PEERCRED - an option of Linux
// not defined: ZMQ_HAVE_LOCAL_PEERCRED - upstream looks for it in the wrong header, so its builds have never used that code
#define HAVE_MKDTEMP 1                   // ipc://* lies in a folder of its own that only we can enter

// ---- other transports
// not defined: ZMQ_HAVE_TIPC - a protocol of Linux
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
#define ZMQ_HAVE_STRLCPY 1
// not defined: ZMQ_HAVE_LIBBSD - strlcpy is in the C library
#define ZMQ_HAVE_UIO 1                   // struct iovec comes from <sys/uio.h>

// ---- never
// not defined: ZMQ_USE_RADIX_TREE - a draft of upstream
// not defined: ZMQ_MAKE_VALGRIND_HAPPY - read by nothing in 4.3.5
// not defined: ZMQ_HAVE_WINDOWS - another system's
// not defined: ZMQ_HAVE_WINDOWS_UWP - another system's
// ZMQ_LIBSODIUM_RANDOMBYTES_CLOSE stays out as well: see linux.hpp.
