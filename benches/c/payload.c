/* Payloads that the program has in memory of its own: copied into the message, or handed over to it. */
#include "bench.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct
{
    void *socket;
    size_t size, count;
    int copies;
} sender_t;

static void release (void *data, void *hint)
{
    (void) hint;
    free (data);
}

static void *send_all (void *argument)
{
    const sender_t *sender = argument;
    size_t at;
    for (at = 0; at < sender->count; ++at) {
        char *payload = malloc (sender->size);
        memset (payload, 7, sender->size);
        if (sender->copies) {
            send_copy (sender->socket, payload, sender->size, 0);
            free (payload);
        } else {
            zmq_msg_t message;
            check (zmq_msg_init_data (&message, payload, sender->size, release, NULL) == 0, "zmq_msg_init_data");
            check (zmq_msg_send (&message, sender->socket, 0) != -1, "zmq_msg_send");
        }
    }
    return NULL;
}

/* HOW TRANSPORT SIZE COUNT, where HOW is copy or zero */
void bench_payload (char **words)
{
    size_t left = number (words[3]);
    link_t link;
    pthread_t thread;
    zmq_msg_t message;
    double started;
    link_open (&link, words[1], ZMQ_PULL, ZMQ_PUSH);
    sender_t sender = {link.far, number (words[2]), left + 1, strcmp (words[0], "copy") == 0};
    check (pthread_create (&thread, NULL, send_all, &sender) == 0, "pthread_create");
    zmq_msg_init (&message);
    check (zmq_msg_recv (&message, link.near, 0) != -1, "zmq_msg_recv");
    started = now ();
    for (; left > 0; --left) {
        check (zmq_msg_recv (&message, link.near, 0) != -1, "zmq_msg_recv");
        check (*(char *) zmq_msg_data (&message) == 7, "what arrived");
    }
    printf ("seconds %.9f\n", now () - started);
    zmq_msg_close (&message);
    pthread_join (thread, NULL);
    link_close (&link);
}
