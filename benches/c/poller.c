/* One message at a time to one of many sockets, found by zmq_poll, all in one thread. */
#include "bench.h"
#include <stdio.h>
#include <stdlib.h>

/* SOCKETS COUNT */
void bench_poller (char **words)
{
    const size_t sockets = number (words[0]), count = number (words[1]);
    void *context = open_context (2 * sockets + 2);
    void **near = malloc (sockets * sizeof *near);
    zmq_pollitem_t *items = calloc (sockets, sizeof *items);
    char endpoint[32];
    double started;
    zmq_msg_t message;
    size_t at, item;
    for (at = 0; at < sockets; ++at) {
        near[at] = open_socket (context, ZMQ_PAIR);
        items[at].socket = open_socket (context, ZMQ_PAIR);
        items[at].events = ZMQ_POLLIN;
        snprintf (endpoint, sizeof endpoint, "inproc://%zu", at);
        check (zmq_bind (near[at], endpoint) == 0, endpoint);
        check (zmq_connect (items[at].socket, endpoint) == 0, endpoint);
    }
    zmq_msg_init (&message);
    started = now ();
    for (at = 0; at < count; ++at) {
        int ready;
        send_copy (near[at * 7919 % sockets], "0123456789abcdef", 16, 0);
        ready = zmq_poll (items, sockets, -1);
        check (ready == 1, "zmq_poll");
        for (item = 0; ready > 0; ++item) {
            if (items[item].revents & ZMQ_POLLIN) {
                check (zmq_msg_recv (&message, items[item].socket, 0) == 16, "zmq_msg_recv");
                --ready;
            }
        }
    }
    printf ("seconds %.9f\n", now () - started);
    zmq_msg_close (&message);
    for (at = 0; at < sockets; ++at) {
        zmq_close (near[at]);
        zmq_close (items[at].socket);
    }
    zmq_ctx_term (context);
    free (items);
    free (near);
}
