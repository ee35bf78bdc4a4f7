/* What the programs share. A program is called with words (`throughput tcp 16 100000`), measures itself, and prints lines
   `name value`. It ends the process where something fails: with 3 where the library at hand cannot do what is asked for. */
#ifndef BENCH_H
#define BENCH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <zmq.h>

/* Two sockets of which one is connected to the other: over inproc in one context, else in a context each. */
typedef struct
{
    void *near_context, *far_context;
    void *near; /* bound */
    void *far;  /* connected */
} link_t;

/* Says what failed and why, and ends the process. */
void fail (const char *what);

static inline void check (int fine, const char *what)
{
    if (!fine)
        fail (what);
}

double now (void);
size_t number (const char *word);

/* A context for that many sockets. */
void *open_context (int sockets);
void *open_socket (void *context, int kind);
void set_number (void *socket, int option, int value);

/* Binds at a free place and writes the endpoint; connects there. The transport `curve` is tcp with that mechanism. */
void bind_free (void *socket, const char *transport, char endpoint[256]);
void connect_there (void *socket, const char *transport, const char *endpoint);

void link_open (link_t *link, const char *transport, int near, int far);
void link_close (link_t *link);

/* One message with a copy of the payload, as a whole or as a part. */
static inline void send_copy (void *socket, const void *payload, size_t size, int flags)
{
    zmq_msg_t message;
    check (zmq_msg_init_size (&message, size) == 0, "zmq_msg_init_size");
    memcpy (zmq_msg_data (&message), payload, size);
    check (zmq_msg_send (&message, socket, flags) != -1, "zmq_msg_send");
}

/* Asks and waits for the answer, that many times and a tenth before, and prints how long that takes. */
void ask_and_print (void *socket, size_t size, size_t count);

void bench_pair_reused (char **words);
void bench_pair_owned (char **words);
void bench_pair_parts (char **words);
void bench_throughput (char **words);
void bench_latency (char **words);
void bench_fanout (char **words);
void bench_multipart (char **words);
void bench_routing (char **words);
void bench_subscriptions (char **words);
void bench_payload (char **words);
void bench_poller (char **words);
void bench_apart (char **words);
void bench_far (char **words);
void bench_apart_trips (char **words);
void bench_far_trips (char **words);
void bench_scale_connections (char **words);
void bench_scale_heartbeats (char **words);
void bench_scale_reconnect (char **words);
void bench_scale_subscriptions (char **words);
void bench_scale_sockets (char **words);

#endif
