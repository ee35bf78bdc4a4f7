/* Linked with libzmq for musl and run by `cargo xtask cross --run`: messages move, over each transport
   that needs something of the system, and what the build has compiled in is there. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

/* The boxes of CURVE are in Rust, for which zig has no compiler. No socket here has CURVE, so nothing calls them. */
#define BOXES(name) \
    void zmq_sys_##name(void) \
    { \
        abort(); \
    }
BOXES(sodium_allocarray)
BOXES(sodium_free)
BOXES(randombytes)
BOXES(crypto_scalarmult_base)
BOXES(crypto_box_keypair)
BOXES(crypto_box_beforenm)
BOXES(crypto_box)
BOXES(crypto_box_open)
BOXES(crypto_box_easy_afternm)
BOXES(crypto_box_open_easy_afternm)
BOXES(crypto_secretbox)
BOXES(crypto_secretbox_open)

static int failed;

static void expect(int right, const char *what)
{
    if (!right) {
        printf("  FAILED: %s: %s\n", what, zmq_strerror(zmq_errno()));
        failed = 1;
    }
}

/* A message there and one back. */
static void ping(void *context, const char *wildcard)
{
    char endpoint[256];
    size_t size = sizeof endpoint;
    char reply[4];
    int wait = 5000;
    int none = 0;
    void *server = zmq_socket(context, ZMQ_PAIR);
    void *client = zmq_socket(context, ZMQ_PAIR);
    zmq_setsockopt(server, ZMQ_RCVTIMEO, &wait, sizeof wait);
    zmq_setsockopt(client, ZMQ_RCVTIMEO, &wait, sizeof wait);
    zmq_setsockopt(server, ZMQ_LINGER, &none, sizeof none);
    zmq_setsockopt(client, ZMQ_LINGER, &none, sizeof none);
    expect(zmq_bind(server, wildcard) == 0, wildcard);
    expect(zmq_getsockopt(server, ZMQ_LAST_ENDPOINT, endpoint, &size) == 0, "the endpoint");
    expect(zmq_connect(client, endpoint) == 0, endpoint);
    expect(zmq_send(client, "ping", 4, 0) == 4, "send ping");
    expect(zmq_recv(server, reply, 4, 0) == 4 && memcmp(reply, "ping", 4) == 0, "receive ping");
    expect(zmq_send(server, "pong", 4, 0) == 4, "send pong");
    expect(zmq_recv(client, reply, 4, 0) == 4 && memcmp(reply, "pong", 4) == 0, "receive pong");
    zmq_close(client);
    zmq_close(server);
    printf("  ping and pong over %s\n", endpoint);
}

int main(void)
{
    static const char *const wanted[] = {"curve", "ipc", "tipc", "WS"};
    int major, minor, patch;
    size_t at;
    void *context = zmq_ctx_new();

    zmq_version(&major, &minor, &patch);
    printf("  libzmq %d.%d.%d with", major, minor, patch);
    for (at = 0; at < sizeof wanted / sizeof *wanted; at++)
        printf(" %s", zmq_has(wanted[at]) ? wanted[at] : "-");
    printf("\n");
    for (at = 0; at < sizeof wanted / sizeof *wanted; at++)
        expect(zmq_has(wanted[at]), wanted[at]);

    expect(context != NULL, "a context");
    ping(context, "inproc://musl");
    ping(context, "ipc://*");
    ping(context, "tcp://lo:*");
    expect(zmq_ctx_term(context) == 0, "the end of the context");
    return failed;
}
