// Windows Vista and later, MSVC and MinGW-w64. See zmq_platform.hpp for how to read this file.
// From upstream's probes and the systems' headers; MinGW compiled, MSVC not, neither run.

#define ZMQ_HAVE_WINDOWS 1               // all the paths for Windows
#ifdef __MINGW32__
#define ZMQ_HAVE_MINGW32 1
#endif
#ifndef FD_SETSIZE
#define FD_SETSIZE 16384                 // descriptors that select takes; the system's default is 64
#endif
#ifndef _CRT_SECURE_NO_WARNINGS
#define _CRT_SECURE_NO_WARNINGS 1        // no advice about functions of C that libzmq uses on purpose
#endif
#ifndef _WINSOCK_DEPRECATED_NO_WARNINGS
#define _WINSOCK_DEPRECATED_NO_WARNINGS 1
#endif
#ifndef _REENTRANT
#define _REENTRANT 1
#endif
#ifndef _THREAD_SAFE
#define _THREAD_SAFE 1
#endif

// ---- threads and memory
#define ZMQ_USE_CV_IMPL_STL11 1          // condition variables of C++11
// not defined: ZMQ_USE_CV_IMPL_WIN32API - upstream too prefers those of C++11
// not defined: ZMQ_USE_CV_IMPL_PTHREADS - only for compilers without C++11
// not defined: ZMQ_USE_CV_IMPL_NONE - would abort where thread-safe sockets wait
#define ZMQ_HAVE_NOEXCEPT 1              // noexcept, override, final, deleted copies
#define ZMQ_CACHELINE_SIZE 64            // read only together with posix_memalign
// not defined: HAVE_POSIX_MEMALIGN - the call is missing
// not defined: ZMQ_FORCE_MUTEXES - atomics are there
// not defined: ZMQ_HAVE_PTHREAD_SETNAME_1 - libzmq uses the threads of Windows, and names them always
// not defined: ZMQ_HAVE_PTHREAD_SETNAME_2 - libzmq uses the threads of Windows
// not defined: ZMQ_HAVE_PTHREAD_SETNAME_3 - libzmq uses the threads of Windows
// not defined: ZMQ_HAVE_PTHREAD_SET_NAME - libzmq uses the threads of Windows
// not defined: ZMQ_HAVE_PTHREAD_SET_AFFINITY - libzmq uses the threads of Windows
// not defined: HAVE_FORK - the call is missing

// ---- clocks
// not defined: HAVE_CLOCK_GETTIME - QueryPerformanceCounter is used instead
// not defined: HAVE_GETHRTIME - a clock of Solaris

// ---- waiting
#define ZMQ_IOTHREAD_POLLER_USE_EPOLL 1  // I/O threads wait with wepoll, which has no limit of sockets
// not defined: ZMQ_IOTHREAD_POLLER_USE_EPOLL_CLOEXEC - handles are not inherited by default
// not defined: ZMQ_IOTHREAD_POLLER_USE_KQUEUE - a call of the BSDs
// not defined: ZMQ_IOTHREAD_POLLER_USE_DEVPOLL - a call of Solaris
// not defined: ZMQ_IOTHREAD_POLLER_USE_POLLSET - a call of AIX
// not defined: ZMQ_IOTHREAD_POLLER_USE_POLL - wepoll is better
// not defined: ZMQ_IOTHREAD_POLLER_USE_SELECT - wepoll is better
// not defined: ZMQ_POLL_BASED_ON_POLL - WSAPoll fails when the network goes, and 4.3.5 then aborts
#define ZMQ_POLL_BASED_ON_SELECT 1       // zmq_poll is made of select, as in upstream's builds
// not defined: ZMQ_HAVE_PPOLL - pselect is missing; zmq_ppoll answers ENOTSUP
// not defined: ZMQ_HAVE_EVENTFD - a call of Linux and FreeBSD; a mailbox is a pair of sockets
// not defined: ZMQ_HAVE_EVENTFD_CLOEXEC - goes with eventfd

// ---- descriptors and children
// not defined: ZMQ_HAVE_SOCK_CLOEXEC - libzmq marks each handle as not inheritable instead
// not defined: HAVE_ACCEPT4 - the same
// not defined: ZMQ_HAVE_O_CLOEXEC - a flag of POSIX

// ---- network
#define HAVE_IF_NAMETOINDEX 1            // fe80::1%name, and multicast by interface
// not defined: ZMQ_HAVE_IFADDRS - names of interfaces come from GetAdaptersAddresses
// not defined: ZMQ_HAVE_SO_KEEPALIVE - keepalive is set by WSAIoctl
// not defined: ZMQ_HAVE_TCP_KEEPCNT - keepalive is set by WSAIoctl
// not defined: ZMQ_HAVE_TCP_KEEPIDLE - keepalive is set by WSAIoctl
// not defined: ZMQ_HAVE_TCP_KEEPINTVL - keepalive is set by WSAIoctl
// not defined: ZMQ_HAVE_TCP_KEEPALIVE - keepalive is set by WSAIoctl
// not defined: ZMQ_HAVE_SO_BINDTODEVICE - an option of Linux
// not defined: ZMQ_HAVE_SO_PRIORITY - an option of Linux
// not defined: ZMQ_HAVE_BUSY_POLL - an option of Linux

// ---- ipc
#undef ZMQ_HAVE_IPC                      // zeromq-src passes them where afunix.h exists
#undef ZMQ_HAVE_STRUCT_SOCKADDR_UN
// not defined: ZMQ_HAVE_IPC - with it every mailbox is a local socket whose connect may fail, and 4.3.5 then aborts
// not defined: ZMQ_HAVE_STRUCT_SOCKADDR_UN - goes with ipc
// not defined: ZMQ_HAVE_SO_PEERCRED - an option of Linux
// not defined: ZMQ_HAVE_LOCAL_PEERCRED - an option of the BSDs
// not defined: HAVE_MKDTEMP - goes with ipc

// ---- other transports
// not defined: ZMQ_HAVE_TIPC - a protocol of Linux
#define ZMQ_HAVE_WS 1                    // ws://; a draft upstream, but the files do not compile without
#define ZMQ_USE_BUILTIN_SHA1 1           // the handshake of ws, from external/sha1
// not defined: ZMQ_HAVE_WSS - the feature `wss` is for Unix
// not defined: ZMQ_USE_GNUTLS - only for wss
// not defined: ZMQ_USE_NSS - the built-in SHA1 adds no library
// not defined: ZMQ_HAVE_OPENPGM - the feature `pgm` is for Unix
// not defined: ZMQ_HAVE_NORM - the feature `norm` is for Unix
// not defined: ZMQ_HAVE_VMCI - needs the headers of VMware

// ---- security
#ifdef ZMQ_SYS_CURVE                     // the feature `curve`
#define ZMQ_HAVE_CURVE 1                 // CURVE ...
#define ZMQ_USE_LIBSODIUM 1              // ... by the functions of libsodium: ours in curve/, or the system's
#endif
// not defined: SODIUM_STATIC - ours does not ask, and that of the system may be shared

// ---- the C library
#define HAVE_STRNLEN 1
// not defined: ZMQ_HAVE_STRLCPY - strcpy_s is used instead
// not defined: ZMQ_HAVE_LIBBSD - strcpy_s is used instead
// not defined: ZMQ_HAVE_UIO - zmq.h and zmq.cpp declare struct iovec themselves

// ---- never
// not defined: ZMQ_USE_RADIX_TREE - a draft of upstream
// not defined: ZMQ_MAKE_VALGRIND_HAPPY - read by nothing in 4.3.5
// not defined: ZMQ_HAVE_WINDOWS_UWP - the store's targets are not supported by this build
// ZMQ_LIBSODIUM_RANDOMBYTES_CLOSE stays out as well: see linux.hpp.
