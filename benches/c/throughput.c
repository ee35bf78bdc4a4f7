/* PUSH to PULL, in two threads. */
#include "bench.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct
{
    void *socket;
    size_t size, count, parts;
} sender_t;

static void *send_all (void *argument)
{
    const sender_t *sender = argument;
    char *payload = malloc (sender->size + 1);
    size_t at, part;
    memset (payload, 7, sender->size + 1);
    for (at = 0; at < sender->count; ++at) {
        for (part = 1; part < sender->parts; ++part)
            send_copy (sender->socket, payload, sender->size, ZMQ_SNDMORE);
        send_copy (sender->socket, payload, sender->size, 0);
    }
    free (payload);
    return NULL;
}

/* Receives that many whole messages, and looks at each part. */
static void receive (void *socket, zmq_msg_t *message, size_t count)
{
    while (count > 0) {
        check (zmq_msg_recv (message, socket, 0) != -1, "zmq_msg_recv");
        check (zmq_msg_size (message) == 0 || *(char *) zmq_msg_data (message) == 7, "what arrived");
        if (!zmq_msg_more (message))
            --count;
    }
}

static void run (const char *transport, size_t parts, size_t size, size_t count)
{
    link_t link;
    pthread_t thread;
    zmq_msg_t message;
    double started;
    link_open (&link, transport, ZMQ_PULL, ZMQ_PUSH);
    sender_t sender = {link.far, size, count + 1, parts};
    check (pthread_create (&thread, NULL, send_all, &sender) == 0, "pthread_create");
    zmq_msg_init (&message);
    receive (link.near, &message, 1);
    started = now ();
    receive (link.near, &message, count);
    printf ("seconds %.9f\n", now () - started);
    zmq_msg_close (&message);
    pthread_join (thread, NULL);
    link_close (&link);
}

/* TRANSPORT SIZE COUNT */
void bench_throughput (char **words)
{
    run (words[0], 1, number (words[1]), number (words[2]));
}

/* TRANSPORT PARTS SIZE COUNT */
void bench_multipart (char **words)
{
    run (words[0], number (words[1]), number (words[2]), number (words[3]));
}
