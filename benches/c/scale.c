/* How cost grows with the number of connections, subscriptions and sockets. Each program prints sums, for all of them. */
#define _GNU_SOURCE
#include "bench.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* The bytes of memory that this process has. */
static double resident (void)
{
    long pages = 0, rest;
    FILE *file = fopen ("/proc/self/statm", "r");
    check (file != NULL && fscanf (file, "%ld %ld", &rest, &pages) == 2, "/proc/self/statm");
    fclose (file);
    return (double) pages * (double) sysconf (_SC_PAGESIZE);
}

/* Seconds of processor time, of all threads. */
static double worked (void)
{
    struct rusage usage;
    getrusage (RUSAGE_SELF, &usage);
    return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
}

static void pause_for (double seconds)
{
    struct timespec time = {(time_t) seconds, (long) ((seconds - (double) (time_t) seconds) * 1e9)};
    nanosleep (&time, NULL);
}

/* As many descriptors as are needed; where they are not allowed it cannot be done here. */
static void want_descriptors (size_t count)
{
    struct rlimit limit;
    const rlim_t needed = count + 200;
    getrlimit (RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur >= needed)
        return;
    limit.rlim_cur = needed;
    if (limit.rlim_max < needed)
        limit.rlim_max = needed;
    if (setrlimit (RLIMIT_NOFILE, &limit) != 0) {
        fprintf (stderr, "%zu descriptors are not allowed\n", count);
        exit (3);
    }
}

typedef struct
{
    void *router_context, *dealer_context;
    void *router, *dealer;
    char endpoint[256];
} crowd_t;

static void *patient (void *context, int kind)
{
    void *socket = open_socket (context, kind);
    set_number (socket, ZMQ_BACKLOG, 10000);
    set_number (socket, ZMQ_LINGER, 0);
    set_number (socket, ZMQ_RCVTIMEO, 60000);
    set_number (socket, ZMQ_SNDTIMEO, 60000);
    return socket;
}

/* Messages from the DEALER, one over each connection in turn, and the answers. */
static void rounds (const crowd_t *crowd, size_t count)
{
    zmq_msg_t id, body;
    size_t at;
    zmq_msg_init (&id);
    zmq_msg_init (&body);
    for (at = 0; at < count; ++at)
        send_copy (crowd->dealer, "0123456789abcdef", 16, 0);
    for (at = 0; at < count; ++at) {
        check (zmq_msg_recv (&id, crowd->router, 0) != -1 && zmq_msg_recv (&body, crowd->router, 0) == 16, "a question");
        check (zmq_msg_send (&id, crowd->router, ZMQ_SNDMORE) != -1 && zmq_msg_send (&body, crowd->router, 0) != -1,
               "an answer");
    }
    for (at = 0; at < count; ++at)
        check (zmq_msg_recv (&body, crowd->dealer, 0) == 16, "the answer");
    zmq_msg_close (&id);
    zmq_msg_close (&body);
}

/* A DEALER connects to an endpoint once: each of its connections has a name of its own for the one that is bound. */
static void connect_by_another_name (const crowd_t *crowd, size_t at)
{
    char name[300];
    if (strncmp (crowd->endpoint, "tcp", 3) == 0)
        snprintf (name, sizeof name, "tcp://127.%zu.%zu.%zu%s", 1 + at / 40000, at / 200 % 200, 1 + at % 200,
                  strrchr (crowd->endpoint, ':'));
    else {
        const char *path = crowd->endpoint + strlen ("ipc://");
        snprintf (name, sizeof name, "ipc://%s.%zu", path, at);
        check (link (path, name + strlen ("ipc://")) == 0, "link");
    }
    check (zmq_connect (crowd->dealer, name) == 0, "zmq_connect");
}

static void bind_for_all (crowd_t *crowd, const char *transport)
{
    size_t size = sizeof crowd->endpoint;
    const char *place = strcmp (transport, "tcp") == 0 ? "tcp://0.0.0.0:*" : "ipc://*";
    check (zmq_bind (crowd->router, place) == 0, place);
    check (zmq_getsockopt (crowd->router, ZMQ_LAST_ENDPOINT, crowd->endpoint, &size) == 0, "ZMQ_LAST_ENDPOINT");
}

static void forget_names (const crowd_t *crowd, size_t count)
{
    char name[300];
    size_t at;
    for (at = 0; at < count && strncmp (crowd->endpoint, "ipc", 3) == 0; ++at) {
        snprintf (name, sizeof name, "%s.%zu", crowd->endpoint + strlen ("ipc://"), at);
        unlink (name);
    }
}

/* So many connections between two sockets, which have all been used. */
static void gather (crowd_t *crowd, const char *transport, size_t count, int heartbeats)
{
    size_t at;
    want_descriptors (2 * count);
    crowd->router_context = open_context (2);
    crowd->dealer_context = open_context (2);
    crowd->router = patient (crowd->router_context, ZMQ_ROUTER);
    crowd->dealer = patient (crowd->dealer_context, ZMQ_DEALER);
    if (heartbeats) {
        set_number (crowd->router, ZMQ_HEARTBEAT_IVL, 1000);
        set_number (crowd->dealer, ZMQ_HEARTBEAT_IVL, 1000);
    }
    bind_for_all (crowd, transport);
    for (at = 0; at < count; ++at)
        connect_by_another_name (crowd, at);
    rounds (crowd, count);
}

static void scatter (crowd_t *crowd, size_t count)
{
    forget_names (crowd, count);
    zmq_close (crowd->dealer);
    zmq_close (crowd->router);
    zmq_ctx_term (crowd->dealer_context);
    zmq_ctx_term (crowd->router_context);
}

/* TRANSPORT COUNT */
void bench_scale_connections (char **words)
{
    const size_t count = number (words[1]), times = 20000 / count + 1;
    const double bytes = resident (), started = now ();
    crowd_t crowd;
    double connected, at, ended;
    size_t round;
    gather (&crowd, words[0], count, 0);
    connected = now ();
    printf ("connect %.9f\n", connected - started);
    printf ("bytes %.0f\n", resident () - bytes);
    at = now ();
    for (round = 0; round < times; ++round)
        rounds (&crowd, count);
    printf ("round %.9f\n", (now () - at) / (double) times);
    ended = now ();
    scatter (&crowd, count);
    printf ("end %.9f\n", now () - ended);
}

/* TRANSPORT COUNT: the processor time of idle connections with heartbeats, in a second. */
void bench_scale_heartbeats (char **words)
{
    const size_t count = number (words[1]);
    crowd_t crowd;
    double at, before;
    gather (&crowd, words[0], count, 1);
    pause_for (1.5);
    at = now ();
    before = worked ();
    pause_for (3);
    printf ("idle %.9f\n", (worked () - before) / (now () - at));
    scatter (&crowd, count);
}

/* Until the DEALER has lost so many connections. What it gives to one that has ended is lost with it, as long as it does not know. */
static void await_loss (const crowd_t *crowd, void *events, size_t count)
{
    zmq_msg_t message;
    zmq_msg_init (&message);
    for (; count > 0; --count)
        check (zmq_msg_recv (&message, events, 0) != -1 && zmq_msg_recv (&message, events, 0) != -1, "a loss");
    zmq_msg_close (&message);
    check (zmq_socket_monitor (crowd->dealer, NULL, 0) == 0, "zmq_socket_monitor");
    zmq_close (events);
}

/* tcp COUNT: from the loss of all connections until all were used again. */
void bench_scale_reconnect (char **words)
{
    const size_t count = number (words[1]);
    if (strcmp (words[0], "tcp") != 0)
        exit (3); /* the other names go with the file */
    crowd_t crowd;
    double at;
    void *events;
    gather (&crowd, words[0], count, 0);
    check (zmq_socket_monitor (crowd.dealer, "inproc://events", ZMQ_EVENT_DISCONNECTED) == 0, "zmq_socket_monitor");
    events = patient (crowd.dealer_context, ZMQ_PAIR);
    set_number (events, ZMQ_RCVHWM, 0);
    check (zmq_connect (events, "inproc://events") == 0, "zmq_connect");
    zmq_close (crowd.router);
    zmq_ctx_term (crowd.router_context);
    at = now ();
    await_loss (&crowd, events, count);
    crowd.router_context = open_context (2);
    crowd.router = patient (crowd.router_context, ZMQ_ROUTER);
    check (zmq_bind (crowd.router, crowd.endpoint) == 0, "zmq_bind");
    rounds (&crowd, count);
    printf ("back %.9f\n", now () - at);
    scatter (&crowd, count);
}

/* COUNT */
void bench_scale_subscriptions (char **words)
{
    const size_t count = number (words[0]);
    void *context = open_context (2), *xpub = patient (context, ZMQ_XPUB), *sub = patient (context, ZMQ_SUB);
    char endpoint[256], topic[32];
    const char *what[2] = {"subscribe", "cancel"};
    double bytes, at;
    size_t turn, topics;
    zmq_msg_t message;
    set_number (xpub, ZMQ_RCVHWM, 0);
    set_number (sub, ZMQ_SNDHWM, 0);
    bind_free (xpub, "inproc", endpoint);
    connect_there (sub, "inproc", endpoint);
    zmq_msg_init (&message);
    bytes = resident ();
    for (turn = 0; turn < 2; ++turn) {
        at = now ();
        for (topics = 0; topics < count; ++topics) {
            const int size = snprintf (topic, sizeof topic, "topic.%zu", topics);
            check (zmq_setsockopt (sub, turn == 0 ? ZMQ_SUBSCRIBE : ZMQ_UNSUBSCRIBE, topic, (size_t) size) == 0, "a topic");
            check (zmq_msg_recv (&message, xpub, 0) == size + 1, "a subscription");
        }
        printf ("%s %.9f\n", what[turn], now () - at);
        if (turn == 0)
            printf ("bytes %.0f\n", resident () - bytes);
    }
    zmq_msg_close (&message);
    zmq_close (sub);
    zmq_close (xpub);
    zmq_ctx_term (context);
}

/* COUNT */
void bench_scale_sockets (char **words)
{
    const size_t count = number (words[0]);
    void *context, **sockets = malloc (count * sizeof *sockets);
    double bytes, at;
    size_t each;
    want_descriptors (count);
    context = open_context ((int) count + 1);
    bytes = resident ();
    at = now ();
    for (each = 0; each < count; ++each)
        sockets[each] = open_socket (context, ZMQ_PUSH);
    printf ("open %.9f\n", now () - at);
    printf ("bytes %.0f\n", resident () - bytes);
    at = now ();
    for (each = 0; each < count; ++each)
        zmq_close (sockets[each]);
    zmq_ctx_term (context);
    printf ("close %.9f\n", now () - at);
    free (sockets);
}
