/* How long a message and its answer take, in two threads; and how a ROUTER's work grows with its peers. */
#include "bench.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct
{
    void *socket;
    size_t count;
} echo_t;

/* Sends each message back, with all its parts. */
static void *echo (void *argument)
{
    const echo_t *echo = argument;
    size_t left = echo->count;
    zmq_msg_t message;
    zmq_msg_init (&message);
    while (left > 0) {
        int more;
        check (zmq_msg_recv (&message, echo->socket, 0) != -1, "zmq_msg_recv");
        more = zmq_msg_more (&message);
        check (zmq_msg_send (&message, echo->socket, more ? ZMQ_SNDMORE : 0) != -1, "zmq_msg_send");
        if (!more)
            --left;
    }
    zmq_msg_close (&message);
    return NULL;
}

static int by_size (const void *left, const void *right)
{
    const double a = *(const double *) left, b = *(const double *) right;
    return (a > b) - (a < b);
}

/* Asks and waits for the answer, that many times and a tenth before, and prints how long that takes. */
void ask_and_print (void *socket, size_t size, size_t count)
{
    const size_t early = count / 10;
    double *times = malloc (count * sizeof *times);
    char *payload = calloc (1, size + 1);
    zmq_msg_t answer;
    size_t at;
    zmq_msg_init (&answer);
    for (at = 0; at < early + count; ++at) {
        const double started = now ();
        send_copy (socket, payload, size, 0);
        check (zmq_msg_recv (&answer, socket, 0) != -1, "zmq_msg_recv");
        if (at >= early)
            times[at - early] = now () - started;
    }
    zmq_msg_close (&answer);
    qsort (times, count, sizeof *times, by_size);
    printf ("p50 %.0f\n", times[count / 2] * 1e9);
    printf ("p90 %.0f\n", times[count * 90 / 100] * 1e9);
    printf ("p99 %.0f\n", times[count * 99 / 100] * 1e9);
    printf ("p999 %.0f\n", times[count * 999 / 1000] * 1e9);
    free (payload);
    free (times);
}

/* PAIRING TRANSPORT SIZE COUNT */
void bench_latency (char **words)
{
    const int routed = strcmp (words[0], "dealer_router") == 0;
    const size_t size = number (words[2]), count = number (words[3]);
    link_t link;
    pthread_t thread;
    link_open (&link, words[1], routed ? ZMQ_ROUTER : ZMQ_REP, routed ? ZMQ_DEALER : ZMQ_REQ);
    echo_t there = {link.near, count + count / 10};
    check (pthread_create (&thread, NULL, echo, &there) == 0, "pthread_create");
    ask_and_print (link.far, size, count);
    pthread_join (thread, NULL);
    link_close (&link);
}

/* TRANSPORT PEERS COUNT: each peer asks, then each hears its answer, again and again. */
void bench_routing (char **words)
{
    const char *transport = words[0];
    const size_t peers = number (words[1]), rounds = number (words[2]) / peers;
    void **sockets = malloc (peers * sizeof *sockets);
    void *context = open_context (peers + 2), *clients = strcmp (transport, "inproc") == 0 ? context : open_context (peers + 2);
    void *router = open_socket (context, ZMQ_ROUTER);
    char endpoint[256];
    double started = 0;
    pthread_t thread;
    zmq_msg_t answer;
    size_t round, at;
    set_number (router, ZMQ_BACKLOG, 4096);
    bind_free (router, transport, endpoint);
    for (at = 0; at < peers; ++at) {
        sockets[at] = open_socket (clients, ZMQ_DEALER);
        connect_there (sockets[at], transport, endpoint);
    }
    echo_t there = {router, (rounds + 1) * peers};
    check (pthread_create (&thread, NULL, echo, &there) == 0, "pthread_create");
    zmq_msg_init (&answer);
    for (round = 0; round <= rounds; ++round) {
        if (round == 1)
            started = now (); /* all are connected */
        for (at = 0; at < peers; ++at)
            send_copy (sockets[at], "0123456789abcdef", 16, 0);
        for (at = 0; at < peers; ++at)
            check (zmq_msg_recv (&answer, sockets[at], 0) == 16, "zmq_msg_recv");
    }
    printf ("seconds %.9f\n", (now () - started) / (rounds * peers) * number (words[2]));
    zmq_msg_close (&answer);
    pthread_join (thread, NULL);
    for (at = 0; at < peers; ++at)
        zmq_close (sockets[at]);
    zmq_close (router);
    zmq_ctx_term (clients);
    if (clients != context)
        zmq_ctx_term (context);
    free (sockets);
}
