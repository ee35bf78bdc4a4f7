/* Messages of 16 bytes from one PAIR to another, in one thread. Each program gives how many arrived. */
#include <string.h>
#include <zmq.h>

#define SIZE 16

typedef struct
{
    void *context, *near, *far;
} pair_t;

static int open_pair (pair_t *pair)
{
    pair->context = zmq_ctx_new ();
    pair->near = zmq_socket (pair->context, ZMQ_PAIR);
    pair->far = zmq_socket (pair->context, ZMQ_PAIR);
    return zmq_bind (pair->near, "inproc://pair") == 0 && zmq_connect (pair->far, "inproc://pair") == 0;
}

static void close_pair (pair_t *pair)
{
    zmq_close (pair->near);
    zmq_close (pair->far);
    zmq_ctx_term (pair->context);
}

/* The same message goes to and fro between program and library. */
size_t bench_pair_reused (size_t count)
{
    pair_t pair;
    size_t arrived = 0;
    zmq_msg_t message;
    if (!open_pair (&pair))
        return 0;
    zmq_msg_init_size (&message, SIZE);
    memset (zmq_msg_data (&message), 7, SIZE);
    for (; arrived < count; ++arrived) {
        if (zmq_msg_send (&message, pair.near, 0) != SIZE || zmq_msg_recv (&message, pair.far, 0) != SIZE)
            break;
    }
    zmq_msg_close (&message);
    close_pair (&pair);
    return arrived;
}

/* A new message is made, sent, received and freed each time. */
size_t bench_pair_owned (size_t count)
{
    static const char payload[SIZE + 1] = "0123456789abcdef";
    pair_t pair;
    size_t arrived = 0;
    if (!open_pair (&pair))
        return 0;
    for (; arrived < count; ++arrived) {
        zmq_msg_t out, in;
        if (zmq_msg_init_size (&out, SIZE) != 0)
            break;
        memcpy (zmq_msg_data (&out), payload, SIZE);
        if (zmq_msg_send (&out, pair.near, 0) != SIZE)
            break;
        zmq_msg_init (&in);
        if (zmq_msg_recv (&in, pair.far, 0) != SIZE)
            break;
        if (((char *) zmq_msg_data (&in))[zmq_msg_size (&in) - 1] != 'f')
            break;
        zmq_msg_close (&in);
    }
    close_pair (&pair);
    return arrived;
}
