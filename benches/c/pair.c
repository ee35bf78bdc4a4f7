/* Messages of 16 bytes from one PAIR to another, in one thread: COUNT. */
#include "bench.h"

#define SIZE 16

/* The same message goes to and fro between program and library. */
void bench_pair_reused (char **words)
{
    size_t left = number (words[0]);
    link_t pair;
    zmq_msg_t message;
    link_open (&pair, "inproc", ZMQ_PAIR, ZMQ_PAIR);
    check (zmq_msg_init_size (&message, SIZE) == 0, "zmq_msg_init_size");
    memset (zmq_msg_data (&message), 7, SIZE);
    for (; left > 0; --left) {
        check (zmq_msg_send (&message, pair.near, 0) == SIZE, "zmq_msg_send");
        check (zmq_msg_recv (&message, pair.far, 0) == SIZE, "zmq_msg_recv");
    }
    zmq_msg_close (&message);
    link_close (&pair);
}

/* A new message is made, sent, received and freed each time. */
void bench_pair_owned (char **words)
{
    static const char payload[SIZE + 1] = "0123456789abcdef";
    size_t left = number (words[0]);
    link_t pair;
    link_open (&pair, "inproc", ZMQ_PAIR, ZMQ_PAIR);
    for (; left > 0; --left) {
        zmq_msg_t out, in;
        check (zmq_msg_init_size (&out, SIZE) == 0, "zmq_msg_init_size");
        memcpy (zmq_msg_data (&out), payload, SIZE);
        check (zmq_msg_send (&out, pair.near, 0) == SIZE, "zmq_msg_send");
        zmq_msg_init (&in);
        check (zmq_msg_recv (&in, pair.far, 0) == SIZE, "zmq_msg_recv");
        check (((char *) zmq_msg_data (&in))[zmq_msg_size (&in) - 1] == 'f', "what arrived");
        zmq_msg_close (&in);
    }
    link_close (&pair);
}

/* Messages of 8 parts, each made, sent, received and looked at. */
void bench_pair_parts (char **words)
{
    static const char payload[SIZE + 1] = "0123456789abcdef";
    size_t left = number (words[0]);
    link_t pair;
    zmq_msg_t out, in;
    link_open (&pair, "inproc", ZMQ_PAIR, ZMQ_PAIR);
    zmq_msg_init (&in);
    for (; left > 0; --left) {
        int part;
        for (part = 1; part <= 8; ++part) {
            check (zmq_msg_init_size (&out, SIZE) == 0, "zmq_msg_init_size");
            memcpy (zmq_msg_data (&out), payload, SIZE);
            check (zmq_msg_send (&out, pair.near, part < 8 ? ZMQ_SNDMORE : 0) == SIZE, "zmq_msg_send");
        }
        do {
            check (zmq_msg_recv (&in, pair.far, 0) == SIZE, "zmq_msg_recv");
            check (((char *) zmq_msg_data (&in))[zmq_msg_size (&in) - 1] == 'f', "what arrived");
        } while (zmq_msg_more (&in));
    }
    zmq_msg_close (&in);
    link_close (&pair);
}
