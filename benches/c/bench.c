/* What the programs share, and which there are. */
#define _POSIX_C_SOURCE 200809L
#include "bench.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

void fail (const char *what)
{
    fprintf (stderr, "%s: %s\n", what, zmq_strerror (zmq_errno ()));
    exit (1);
}

double now (void)
{
    struct timespec time;
    clock_gettime (CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

size_t number (const char *word)
{
    char *end;
    const unsigned long long value = strtoull (word, &end, 10);
    check (*word != 0 && *end == 0, word);
    return value;
}

void *open_context (int sockets)
{
    void *context = zmq_ctx_new ();
    check (context != NULL, "zmq_ctx_new");
    if (sockets > zmq_ctx_get (context, ZMQ_MAX_SOCKETS))
        check (zmq_ctx_set (context, ZMQ_MAX_SOCKETS, sockets) == 0, "ZMQ_MAX_SOCKETS");
    return context;
}

void *open_socket (void *context, int kind)
{
    void *socket = zmq_socket (context, kind);
    check (socket != NULL, "zmq_socket");
    return socket;
}

void set_number (void *socket, int option, int value)
{
    check (zmq_setsockopt (socket, option, &value, sizeof value) == 0, "zmq_setsockopt");
}

/* The keys of the two ends of the transport `curve`, made once. */
static struct
{
    char server_public[41], server_secret[41], client_public[41], client_secret[41];
} keys;

static int is_curve (const char *transport)
{
    if (strcmp (transport, "curve") != 0)
        return 0;
    if (!zmq_has ("curve")) {
        fprintf (stderr, "this libzmq has no CURVE\n");
        exit (3);
    }
    if (keys.server_public[0] == 0) {
        check (zmq_curve_keypair (keys.server_public, keys.server_secret) == 0, "zmq_curve_keypair");
        check (zmq_curve_keypair (keys.client_public, keys.client_secret) == 0, "zmq_curve_keypair");
    }
    return 1;
}

void bind_free (void *socket, const char *transport, char endpoint[256])
{
    size_t size = 256;
    const char *place = "tcp://127.0.0.1:*";
    if (is_curve (transport)) {
        set_number (socket, ZMQ_CURVE_SERVER, 1);
        check (zmq_setsockopt (socket, ZMQ_CURVE_SECRETKEY, keys.server_secret, 41) == 0, "ZMQ_CURVE_SECRETKEY");
    } else if (strcmp (transport, "inproc") == 0)
        place = "inproc://bench";
    else if (strcmp (transport, "ipc") == 0)
        place = "ipc://*";
    else if (strcmp (transport, "tcp") != 0) {
        fprintf (stderr, "no transport %s\n", transport);
        exit (3);
    }
    check (zmq_bind (socket, place) == 0, place);
    check (zmq_getsockopt (socket, ZMQ_LAST_ENDPOINT, endpoint, &size) == 0, "ZMQ_LAST_ENDPOINT");
}

void connect_there (void *socket, const char *transport, const char *endpoint)
{
    if (is_curve (transport)) {
        check (zmq_setsockopt (socket, ZMQ_CURVE_SERVERKEY, keys.server_public, 41) == 0, "ZMQ_CURVE_SERVERKEY");
        check (zmq_setsockopt (socket, ZMQ_CURVE_PUBLICKEY, keys.client_public, 41) == 0, "ZMQ_CURVE_PUBLICKEY");
        check (zmq_setsockopt (socket, ZMQ_CURVE_SECRETKEY, keys.client_secret, 41) == 0, "ZMQ_CURVE_SECRETKEY");
    }
    check (zmq_connect (socket, endpoint) == 0, endpoint);
}

void link_open (link_t *link, const char *transport, int near, int far)
{
    char endpoint[256];
    link->near_context = open_context (2);
    link->far_context = strcmp (transport, "inproc") == 0 ? link->near_context : open_context (1);
    link->near = open_socket (link->near_context, near);
    link->far = open_socket (link->far_context, far);
    bind_free (link->near, transport, endpoint);
    connect_there (link->far, transport, endpoint);
}

void link_close (link_t *link)
{
    zmq_close (link->near);
    zmq_close (link->far);
    zmq_ctx_term (link->far_context);
    if (link->near_context != link->far_context)
        zmq_ctx_term (link->near_context);
}

static const struct
{
    const char *name;
    int words;
    void (*run) (char **words);
} programs[] = {
    {"pair_reused", 1, bench_pair_reused},     {"pair_owned", 1, bench_pair_owned},
    {"pair_parts", 1, bench_pair_parts},       {"pair_array", 1, bench_pair_parts},
    {"throughput", 3, bench_throughput},       {"latency", 4, bench_latency},
    {"fanout", 4, bench_fanout},               {"multipart", 4, bench_multipart},
    {"routing", 3, bench_routing},             {"subscriptions", 2, bench_subscriptions},
    {"payload", 4, bench_payload},             {"poller", 2, bench_poller},
    {"apart", 3, bench_apart},                 {"far", 3, bench_far},
    {"apart_trips", 3, bench_apart_trips},     {"far_trips", 3, bench_far_trips},
    {"scale_connections", 2, bench_scale_connections},
    {"scale_heartbeats", 2, bench_scale_heartbeats},
    {"scale_reconnect", 2, bench_scale_reconnect},
    {"scale_subscriptions", 1, bench_scale_subscriptions},
    {"scale_sockets", 1, bench_scale_sockets},
};

int bench_main (int count, char **words)
{
    size_t at;
    for (at = 0; at < sizeof programs / sizeof programs[0]; ++at) {
        if (count == programs[at].words + 1 && strcmp (words[0], programs[at].name) == 0) {
            programs[at].run (words + 1);
            fflush (stdout);
            return 0;
        }
    }
    fprintf (stderr, "no such program in C\n");
    return 3;
}
