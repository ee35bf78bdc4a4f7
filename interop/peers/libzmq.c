/* A peer of the matrix on libzmq itself, in C, from 2.2 on. src/theirs.rs has the lines it obeys. */
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zmq.h>

/* What older versions call otherwise. Those before 3 have messages only, and wait for microseconds. */
#ifndef ZMQ_ROUTING_ID
#define ZMQ_ROUTING_ID ZMQ_IDENTITY
#endif
#if ZMQ_VERSION_MAJOR < 3
#define zmq_ctx_new() zmq_init(1)
#define MILLISECOND 1000
typedef int64_t more_t;
#else
#define MILLISECOND 1
typedef int more_t;
#endif

enum { SOCKETS = 64, PERIOD = 251, SHORT = 255, WORDS = 32 };

/* Where this program answers. libzmq 4.1 has a word for its standard output when a handshake fails, which is for people. */
static FILE *answers;
static void *context;
static char client_key[41];
static struct { char name[24]; void *socket; } sockets[SOCKETS];

static const struct { const char *name; int kind; } KINDS[] = {
    {"PAIR", ZMQ_PAIR}, {"PUB", ZMQ_PUB}, {"SUB", ZMQ_SUB}, {"REQ", ZMQ_REQ}, {"REP", ZMQ_REP}, {"DEALER", ZMQ_DEALER},
    {"ROUTER", ZMQ_ROUTER}, {"PULL", ZMQ_PULL}, {"PUSH", ZMQ_PUSH}, {"XPUB", ZMQ_XPUB}, {"XSUB", ZMQ_XSUB},
#ifdef ZMQ_STREAM
    {"STREAM", ZMQ_STREAM},
#endif
};

static uint32_t crc(const unsigned char *bytes, size_t size) {
    static uint32_t table[256];
    if (!table[1])
        for (uint32_t i = 0; i < 256; i++) {
            table[i] = i;
            for (int bit = 0; bit < 8; bit++) table[i] = table[i] & 1 ? 0xEDB88320u ^ table[i] >> 1 : table[i] >> 1;
        }
    uint32_t sum = ~0u;
    while (size--) sum = table[(sum ^ *bytes++) & 255] ^ sum >> 8;
    return ~sum;
}

/* What a word stands for; to be freed. */
static unsigned char *payload(const char *word, size_t *size) {
    if (*word == 'x') {
        *size = strlen(word + 1) / 2;
        unsigned char *bytes = malloc(*size + 1);
        for (size_t i = 0; i < *size; i++) {
            unsigned int byte = 0;
            sscanf(word + 1 + 2 * i, "%2x", &byte);
            bytes[i] = (unsigned char)byte;
        }
        return bytes;
    }
    char *end = NULL;
    *size = strtoul(word, &end, 10);
    unsigned long seed = strtoul(end + 1, NULL, 10);
    unsigned char *bytes = malloc(*size + 1);
    for (size_t i = 0; i < *size; i++) bytes[i] = (unsigned char)((i + seed) % PERIOD);
    return bytes;
}

static void report(const unsigned char *bytes, size_t size) {
    if (size > SHORT) {
        fprintf(answers, "%zu:%u", size, crc(bytes, size));
        return;
    }
    fputc('x', answers);
    for (size_t i = 0; i < size; i++) fprintf(answers, "%02x", bytes[i]);
}

static int failed(const char *what) {
    fprintf(answers, "error %s: %s\n", what, zmq_strerror(zmq_errno()));
    return -1;
}

static int set(void *socket, int option, const void *value, size_t size) {
    return zmq_setsockopt(socket, option, value, size) ? failed("zmq_setsockopt") : 0;
}

static int set_int(void *socket, int option, int value) { return set(socket, option, &value, sizeof value); }

static int set_up(void *socket, char *option) {
    char *value = strchr(option, '=');
    *value++ = 0;
    if (!strcmp(option, "id")) {
        size_t size;
        unsigned char *bytes = payload(value, &size);
        int done = set(socket, ZMQ_ROUTING_ID, bytes, size);
        free(bytes);
        return done;
    }
#ifdef ZMQ_HEARTBEAT_IVL
    if (!strcmp(option, "heartbeats")) {
        char *timeout = NULL;
        if (set_int(socket, ZMQ_HEARTBEAT_IVL, (int)strtol(value, &timeout, 10))) return -1;
        return set_int(socket, ZMQ_HEARTBEAT_TIMEOUT, atoi(timeout + 1));
    }
#endif
#ifdef ZMQ_PLAIN_SERVER
    if (!strcmp(option, "plain")) {
        char *password = strchr(value, ',');
        if (!password) return set_int(socket, ZMQ_PLAIN_SERVER, 1);
        *password++ = 0;
        if (set(socket, ZMQ_PLAIN_USERNAME, value, strlen(value))) return -1;
        return set(socket, ZMQ_PLAIN_PASSWORD, password, strlen(password));
    }
#endif
#ifdef ZMQ_CURVE_SERVER
    if (!strcmp(option, "curve")) {
        if (!strcmp(value, "server")) return set_int(socket, ZMQ_CURVE_SERVER, 1);
        return set(socket, ZMQ_CURVE_SERVERKEY, value, 41);
    }
    if (!strcmp(option, "public")) return set(socket, ZMQ_CURVE_PUBLICKEY, value, 41);
    if (!strcmp(option, "secret")) return set(socket, ZMQ_CURVE_SECRETKEY, value, 41);
#endif
    fprintf(answers, "lacks %s\n", option);
    return -1;
}

static void **slot(const char *name) {
    for (int i = 0; i < SOCKETS; i++)
        if (!strcmp(sockets[i].name, name)) return &sockets[i].socket;
    return NULL;
}

static void open_socket(const char *name, char **words, int count) {
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
        if (strcmp(KINDS[i].name, words[0])) continue;
        void **place = slot("");
        if (!place) { fprintf(answers, "error no place for a socket\n"); return; }
        void *socket = zmq_socket(context, KINDS[i].kind);
        if (!socket) { failed("zmq_socket"); return; }
        set_int(socket, ZMQ_LINGER, 0);
        for (int at = 1; at < count; at++)
            if (set_up(socket, words[at])) { zmq_close(socket); return; }
        *place = socket;
        strncpy((char *)place - sizeof sockets[0].name, name, sizeof sockets[0].name - 1);
        fprintf(answers, "ok\n");
        return;
    }
    fprintf(answers, "lacks %s\n", words[0]);
}

/* One part, and whether more follow; fewer than 0 if it failed. */
static int receive_part(void *socket, zmq_msg_t *part) {
#if ZMQ_VERSION_MAJOR < 3
    more_t more = 0;
    size_t size = sizeof more;
    if (zmq_recv(socket, part, 0) || zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &size)) return -1;
    return more != 0;
#else
    return zmq_msg_recv(part, socket, 0) < 0 ? -1 : zmq_msg_more(part);
#endif
}

static int send_part(void *socket, const void *bytes, size_t size, int flags) {
#if ZMQ_VERSION_MAJOR < 3
    zmq_msg_t part;
    zmq_msg_init_size(&part, size);
    memcpy(zmq_msg_data(&part), bytes, size);
    int failure = zmq_send(socket, &part, flags);
    zmq_msg_close(&part);
    return failure;
#else
    return zmq_send(socket, bytes, size, flags) < 0 ? -1 : 0;
#endif
}

/* One message whole, printed from its second word on. */
static void receive(void *socket, long millis) {
    zmq_pollitem_t item = {.socket = socket, .events = ZMQ_POLLIN};
    int ready = zmq_poll(&item, 1, millis * MILLISECOND);
    if (ready < 0) { failed("zmq_poll"); return; }
    if (!ready) { fprintf(answers, "timeout\n"); return; }
    fprintf(answers, "ok");
    int more = 1;
    while (more) {
        zmq_msg_t part;
        zmq_msg_init(&part);
        more = receive_part(socket, &part);
        if (more < 0) { fprintf(answers, " failed\n"); return; }
        fputc(' ', answers);
        report(zmq_msg_data(&part), zmq_msg_size(&part));
        zmq_msg_close(&part);
    }
    fputc('\n', answers);
}

#ifdef ZMQ_STREAM
static void receive_stream(void *socket, size_t length) {
    unsigned char *bytes = malloc(length + (1 << 20)), id[256];
    int id_size = 0;
    size_t have = 0;
    while (have < length) {
        id_size = zmq_recv(socket, id, sizeof id, 0);
        int size = zmq_recv(socket, bytes + have, 1 << 20, 0);
        if (id_size < 0 || size < 0) { failed("zmq_recv"); free(bytes); return; }
        have += (size_t)size;
    }
    fprintf(answers, "ok ");
    report(id, (size_t)id_size);
    fputc(' ', answers);
    report(bytes, have);
    fputc('\n', answers);
    free(bytes);
}
#endif

#ifndef ZMQ_LAST_ENDPOINT
static int free_port(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int probe = socket(AF_INET, SOCK_STREAM, 0);
    bind(probe, (struct sockaddr *)&address, length);
    getsockname(probe, (struct sockaddr *)&address, &length);
    close(probe);
    return ntohs(address.sin_port);
}
#endif

/* Binds, and leaves at `endpoint`, which has room for so many bytes, where. */
static int bind_to(void *socket, const char *wanted, char *endpoint, size_t size) {
#ifdef ZMQ_LAST_ENDPOINT
    return zmq_bind(socket, wanted) || zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, endpoint, &size);
#else
    /* It knows no port of the system's choice: one is asked for, which somebody else may take meanwhile. */
    for (int attempts = 0; attempts < 50; attempts++) {
        snprintf(endpoint, size, "%s", wanted);
        char *port = strrchr(endpoint, '*');
        if (port) {
            snprintf(port, size - (size_t)(port - endpoint), "%d", free_port());
        }
        if (!zmq_bind(socket, endpoint)) return 0;
        if (!port || zmq_errno() != EADDRINUSE) return -1;
    }
    return -1;
#endif
}

static void obey(char **words, int count) {
    const char *command = words[0], *name = words[1];
    if (!strcmp(command, "open")) { open_socket(name, words + 2, count - 2); return; }
    void **place = slot(name);
    if (!place) { fprintf(answers, "error no socket %s\n", name); return; }
    void *socket = *place;
    if (!strcmp(command, "close")) {
        zmq_close(socket);
        *((char *)place - sizeof sockets[0].name) = 0;
        fprintf(answers, "ok\n");
    } else if (!strcmp(command, "bind")) {
        char endpoint[256];
        if (bind_to(socket, words[2], endpoint, sizeof endpoint)) failed("zmq_bind"); else fprintf(answers, "ok %s\n", endpoint);
    } else if (!strcmp(command, "connect")) {
        if (zmq_connect(socket, words[2])) failed("zmq_connect"); else fprintf(answers, "ok\n");
    } else if (!strcmp(command, "subscribe") || !strcmp(command, "unsubscribe")) {
        size_t size;
        unsigned char *topic = payload(words[2], &size);
        if (!set(socket, *command == 's' ? ZMQ_SUBSCRIBE : ZMQ_UNSUBSCRIBE, topic, size)) fprintf(answers, "ok\n");
        free(topic);
    } else if (!strcmp(command, "send")) {
        for (int at = 2; at < count; at++) {
            size_t size;
            unsigned char *bytes = payload(words[at], &size);
            int failure = send_part(socket, bytes, size, at + 1 < count ? ZMQ_SNDMORE : 0);
            free(bytes);
            if (failure) { failed("zmq_send"); return; }
        }
        fprintf(answers, "ok\n");
    } else if (!strcmp(command, "recv")) {
        receive(socket, atol(words[2]));
    } else if (!strcmp(command, "stream")) {
#ifdef ZMQ_STREAM
        receive_stream(socket, (size_t)atol(words[2]));
#endif
    } else {
        fprintf(answers, "error no command %s\n", command);
    }
}

#if ZMQ_VERSION_MAJOR >= 4
/* ZAP: admin with the password secret, and the client whose key the environment has. */
static void *authenticate(void *socket) {
    for (;;) {
        char frames[9][256];
        int sizes[9], count = 0, more = 1;
        size_t size = sizeof more;
        while (more && count < 9) {
            sizes[count] = zmq_recv(socket, frames[count], 255, 0);
            if (sizes[count] < 0) { zmq_close(socket); return NULL; }
            frames[count][sizes[count]] = 0;
            count++;
            zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &size);
        }
        /* routing id, delimiter, version, request id, domain, address, identity, mechanism, credentials */
        const char *mechanism = frames[7], *user = "anonymous";
        int known = !strcmp(mechanism, "NULL");
        char key[41] = "";
        if (!strcmp(mechanism, "PLAIN")) {
            char password[256] = "";
            int length = more ? zmq_recv(socket, password, 255, 0) : 0;
            password[length < 0 ? 0 : length] = 0;
            known = !strcmp(frames[8], "admin") && !strcmp(password, "secret");
            user = frames[8];
        } else if (!strcmp(mechanism, "CURVE")) {
            zmq_z85_encode(key, (const uint8_t *)frames[8], 32);
            known = !strcmp(key, client_key);
            user = key;
        }
        const char *status = known ? "200" : "400", *text = known ? "OK" : "unknown";
        zmq_send(socket, frames[0], (size_t)sizes[0], ZMQ_SNDMORE);
        zmq_send(socket, "", 0, ZMQ_SNDMORE);
        zmq_send(socket, "1.0", 3, ZMQ_SNDMORE);
        zmq_send(socket, frames[3], (size_t)sizes[3], ZMQ_SNDMORE);
        zmq_send(socket, status, 3, ZMQ_SNDMORE);
        zmq_send(socket, text, strlen(text), ZMQ_SNDMORE);
        zmq_send(socket, user, strlen(user), ZMQ_SNDMORE);
        zmq_send(socket, "", 0, 0);
    }
}
#endif

int main(void) {
    answers = fdopen(dup(STDOUT_FILENO), "w");
    if (!answers || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) return 1;
    const char *key = getenv("CLIENT_KEY");
    if (!key) return 2;
    strncpy(client_key, key, 40);
    context = zmq_ctx_new();
#if ZMQ_VERSION_MAJOR >= 4
    void *zap = zmq_socket(context, ZMQ_ROUTER);
    if (zmq_bind(zap, "inproc://zeromq.zap.01")) return 1;
    pthread_t thread;
    pthread_create(&thread, NULL, authenticate, zap);
#endif
    int major, minor, patch;
    zmq_version(&major, &minor, &patch);
    const char *zmtp = major < 3 ? "1.0" : major < 4 ? "2.0" : minor < 3 ? "3.0" : "3.1";
    fprintf(answers, "hello libzmq %d.%d.%d in C, ZMTP %s\n", major, minor, patch, zmtp);
    fflush(answers);
    char *line = NULL;
    size_t room = 0;
    while (getline(&line, &room, stdin) > 0) {
        char *words[WORDS], *rest = NULL;
        int found = 0;
        for (char *word = strtok_r(line, " \n", &rest); word && found < WORDS; word = strtok_r(NULL, " \n", &rest))
            words[found++] = word;
        if (found >= 2) obey(words, found); else fprintf(answers, "error no command\n");
        fflush(answers);
    }
    return 0;
}
