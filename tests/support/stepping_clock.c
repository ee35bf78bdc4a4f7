/* Preloaded by tests/kernel.rs: a wall clock that goes back by an hour whenever somebody looks at it. */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long stepped(void)
{
    static long steps;
    return 3600 * __sync_add_and_fetch(&steps, 1);
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    (void)zone;
    long rc = syscall(SYS_gettimeofday, now, (void *)0);
    now->tv_sec -= stepped();
    return (int)rc;
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    long rc = syscall(SYS_clock_gettime, clock, now);
    if (clock == CLOCK_REALTIME)
        now->tv_sec -= stepped();
    return (int)rc;
}
