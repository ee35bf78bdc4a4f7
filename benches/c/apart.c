/* PUSH to PULL, and REQ to REP, with a process for each side, as most deployments have it. The far one is this executable with its
   words up to the row's; BENCH_FAR says what it is started by, for example `taskset --cpu-list 1`. Who pushes sends one message, and the
   rest when it is told to, when the clock starts: else what it had put into its queue before the first arrived would cost nothing. */
#define _POSIX_C_SOURCE 200809L
#include "bench.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct
{
    pid_t process;
    int told; /* a byte: it may send the rest; closed: it may end */
} far_t;

/* The words that this process was called with. */
static size_t own_words (char *text, size_t size, char **words, size_t most)
{
    FILE *file = fopen ("/proc/self/cmdline", "r");
    size_t length, at, count = 0;
    check (file != NULL, "/proc/self/cmdline");
    length = fread (text, 1, size - 1, file);
    fclose (file);
    text[length] = 0;
    for (at = 0; at < length && count < most; at += strlen (text + at) + 1)
        words[count++] = text + at;
    return count;
}

static far_t start (const char *row, const char *role, char *endpoint, char *size, char *count)
{
    char text[4096], before[256], executable[1024], *own[32], *words[64], *word;
    const char *given = getenv ("BENCH_FAR");
    size_t at, own_count = own_words (text, sizeof text, own, 32), used = 0;
    ssize_t length = readlink ("/proc/self/exe", executable, sizeof executable - 1);
    int both[2];
    far_t far;
    check (length > 0 && pipe (both) == 0, "pipe");
    executable[length] = 0;
    snprintf (before, sizeof before, "%s", given ? given : "");
    for (word = strtok (before, " "); word != NULL; word = strtok (NULL, " "))
        words[used++] = word;
    words[used++] = executable;
    for (at = 1; at < own_count && strcmp (own[at], row) != 0; ++at)
        words[used++] = own[at];
    words[used++] = (char *) role;
    words[used++] = endpoint;
    words[used++] = size;
    words[used++] = count;
    words[used] = NULL;
    far.process = fork ();
    if (far.process == 0) {
        dup2 (both[0], 0);
        close (both[0]);
        close (both[1]);
        execvp (words[0], words);
        _exit (127);
    }
    check (far.process > 0, "fork");
    close (both[0]);
    far.told = both[1];
    return far;
}

static void end (far_t far)
{
    int status;
    close (far.told);
    check (waitpid (far.process, &status, 0) == far.process && status == 0, "the other process");
}

/* The clock starts before anything of the rest is sent. */
static double begin (far_t far)
{
    const double started = now ();
    check (write (far.told, "b", 1) == 1, "write");
    return started;
}

static void until_begun (void)
{
    char byte;
    check (read (0, &byte, 1) == 1, "read");
}

static void until_told (void)
{
    char byte;
    while (read (0, &byte, 1) > 0)
        ;
}

static void *near_socket (void *context, int kind, const char *transport, char endpoint[256])
{
    void *socket = open_socket (context, kind);
    if (strcmp (transport, "tcp") != 0 && strcmp (transport, "ipc") != 0)
        exit (3);
    bind_free (socket, transport, endpoint);
    return socket;
}

/* TRANSPORT SIZE COUNT */
void bench_apart (char **words)
{
    char endpoint[256];
    const size_t count = number (words[2]);
    void *context = open_context (2), *pull = near_socket (context, ZMQ_PULL, words[0], endpoint);
    const far_t far = start ("apart", "far", endpoint, words[1], words[2]);
    size_t at;
    double started = 0;
    zmq_msg_t message;
    zmq_msg_init (&message);
    for (at = 0; at <= count; ++at) {
        check (zmq_msg_recv (&message, pull, 0) != -1, "zmq_msg_recv");
        check (*(char *) zmq_msg_data (&message) == 7, "what arrived");
        if (at == 0)
            started = begin (far);
    }
    printf ("seconds %.9f\n", now () - started);
    zmq_msg_close (&message);
    end (far);
    zmq_close (pull);
    zmq_ctx_term (context);
}

/* ENDPOINT SIZE COUNT */
void bench_far (char **words)
{
    const size_t size = number (words[1]), count = number (words[2]);
    void *context = open_context (2), *push = open_socket (context, ZMQ_PUSH);
    char *payload = malloc (size + 1);
    size_t at;
    memset (payload, 7, size + 1);
    check (zmq_connect (push, words[0]) == 0, "zmq_connect");
    send_copy (push, payload, size, 0);
    until_begun ();
    for (at = 0; at < count; ++at)
        send_copy (push, payload, size, 0);
    until_told ();
    free (payload);
    zmq_close (push);
    zmq_ctx_term (context);
}

/* TRANSPORT SIZE COUNT */
void bench_apart_trips (char **words)
{
    char endpoint[256];
    void *context = open_context (2), *req = near_socket (context, ZMQ_REQ, words[0], endpoint);
    const far_t far = start ("apart_trips", "far_trips", endpoint, words[1], words[2]);
    ask_and_print (req, number (words[1]), number (words[2]));
    end (far);
    zmq_close (req);
    zmq_ctx_term (context);
}

/* ENDPOINT SIZE COUNT */
void bench_far_trips (char **words)
{
    const size_t count = number (words[2]), all = count + count / 10;
    void *context = open_context (2), *rep = open_socket (context, ZMQ_REP);
    size_t at;
    zmq_msg_t message;
    check (zmq_connect (rep, words[0]) == 0, "zmq_connect");
    zmq_msg_init (&message);
    for (at = 0; at < all; ++at) {
        check (zmq_msg_recv (&message, rep, 0) != -1, "zmq_msg_recv");
        check (zmq_msg_send (&message, rep, 0) != -1, "zmq_msg_send");
    }
    until_told ();
    zmq_msg_close (&message);
    zmq_close (rep);
    zmq_ctx_term (context);
}
