/* One publisher: with many subscribers, and with many subscriptions. */
#include "bench.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct
{
    void **sockets;
    size_t subscribers, count;
} readers_t;

/* Reads all that each subscriber gets, one after the other. */
static void *read_all (void *argument)
{
    const readers_t *readers = argument;
    size_t at, left;
    zmq_msg_t message;
    zmq_msg_init (&message);
    for (at = 0; at < readers->subscribers; ++at) {
        for (left = readers->count; left > 0; --left) {
            check (zmq_msg_recv (&message, readers->sockets[at], 0) != -1, "zmq_msg_recv");
            check (zmq_msg_size (&message) == 0 || *(char *) zmq_msg_data (&message) == 7, "what arrived");
        }
    }
    zmq_msg_close (&message);
    return NULL;
}

/* A publisher that says who has subscribed, and loses nothing. */
static void *open_publisher (void *context)
{
    void *publisher = open_socket (context, ZMQ_XPUB);
    set_number (publisher, ZMQ_XPUB_VERBOSE, 1);
    set_number (publisher, ZMQ_SNDHWM, 0);
    set_number (publisher, ZMQ_RCVHWM, 0);
    set_number (publisher, ZMQ_BACKLOG, 4096);
    return publisher;
}

static void await_subscriptions (void *publisher, size_t count)
{
    zmq_msg_t message;
    zmq_msg_init (&message);
    for (; count > 0; --count)
        check (zmq_msg_recv (&message, publisher, 0) != -1, "zmq_msg_recv");
    zmq_msg_close (&message);
}

/* TRANSPORT SUBSCRIBERS SIZE COUNT */
void bench_fanout (char **words)
{
    const char *transport = words[0];
    const size_t subscribers = number (words[1]), size = number (words[2]), count = number (words[3]);
    void *context = open_context (subscribers + 2);
    void *others = strcmp (transport, "inproc") == 0 ? context : open_context (subscribers + 2);
    void *publisher = open_publisher (context);
    void **sockets = malloc (subscribers * sizeof *sockets);
    char *payload = malloc (size + 1), endpoint[256];
    pthread_t thread;
    double started;
    size_t at;
    memset (payload, 7, size + 1);
    bind_free (publisher, transport, endpoint);
    for (at = 0; at < subscribers; ++at) {
        sockets[at] = open_socket (others, ZMQ_SUB);
        set_number (sockets[at], ZMQ_RCVHWM, 0);
        check (zmq_setsockopt (sockets[at], ZMQ_SUBSCRIBE, "", 0) == 0, "ZMQ_SUBSCRIBE");
        connect_there (sockets[at], transport, endpoint);
    }
    await_subscriptions (publisher, subscribers);
    readers_t readers = {sockets, subscribers, count};
    check (pthread_create (&thread, NULL, read_all, &readers) == 0, "pthread_create");
    started = now ();
    for (at = 0; at < count; ++at)
        send_copy (publisher, payload, size, 0);
    pthread_join (thread, NULL);
    printf ("seconds %.9f\n", now () - started);
    for (at = 0; at < subscribers; ++at)
        zmq_close (sockets[at]);
    zmq_close (publisher);
    zmq_ctx_term (others);
    if (others != context)
        zmq_ctx_term (context);
    free (payload);
    free (sockets);
}

/* The topics lie anywhere among all words of eight digits. Not by printf: each message has one, and the time should be zmq's. */
static void topic (size_t at, char text[8])
{
    const uint32_t word = (uint32_t) (at * 2654435761u);
    int digit;
    for (digit = 0; digit < 8; ++digit)
        text[digit] = "0123456789abcdef"[word >> (28 - 4 * digit) & 15];
}

/* SUBSCRIPTIONS COUNT: one thread, one subscriber. */
void bench_subscriptions (char **words)
{
    const size_t subscriptions = number (words[0]), count = number (words[1]);
    void *context = open_context (2);
    void *publisher = open_publisher (context), *subscriber = open_socket (context, ZMQ_SUB);
    char endpoint[256], payload[24] = {0};
    double started;
    zmq_msg_t message;
    size_t at;
    bind_free (publisher, "inproc", endpoint);
    set_number (subscriber, ZMQ_RCVHWM, 0);
    set_number (subscriber, ZMQ_SNDHWM, 0);
    connect_there (subscriber, "inproc", endpoint);
    started = now ();
    for (at = 0; at < subscriptions; ++at) {
        topic (at, payload);
        check (zmq_setsockopt (subscriber, ZMQ_SUBSCRIBE, payload, 8) == 0, "ZMQ_SUBSCRIBE");
    }
    await_subscriptions (publisher, subscriptions);
    printf ("subscribe %.1f\n", (now () - started) * 1e9 / subscriptions); /* nanoseconds of each */
    zmq_msg_init (&message);
    free (malloc (65536)); /* the allocator puts a million small blocks in order here, not at some message */
    topic (0, payload);
    started = now ();
    for (at = 0; at < count; ++at) {
        send_copy (publisher, payload, sizeof payload, 0);
        /* The next one: a copy right after the bytes were written one by one would wait for them. */
        topic ((at + 1) * 7919 % subscriptions, payload);
        check (zmq_msg_recv (&message, subscriber, 0) != -1, "zmq_msg_recv");
        check (zmq_msg_size (&message) == sizeof payload, "what arrived");
    }
    printf ("publish %.9f\n", now () - started);
    zmq_msg_close (&message);
    zmq_close (subscriber);
    zmq_close (publisher);
    zmq_ctx_term (context);
}
