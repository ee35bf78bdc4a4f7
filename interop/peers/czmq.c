/* A peer of the matrix on CZMQ: its sockets, messages, certificates and authenticator. src/theirs.rs has the lines it obeys. */
#include <czmq.h>
#include <stdint.h>

enum { PERIOD = 251, SHORT = 255, WORDS = 32 };

static zhash_t *sockets;

static const struct { const char *name; int kind; } KINDS[] = {
    {"PAIR", ZMQ_PAIR}, {"PUB", ZMQ_PUB}, {"SUB", ZMQ_SUB}, {"REQ", ZMQ_REQ}, {"REP", ZMQ_REP}, {"DEALER", ZMQ_DEALER},
    {"ROUTER", ZMQ_ROUTER}, {"PULL", ZMQ_PULL}, {"PUSH", ZMQ_PUSH}, {"XPUB", ZMQ_XPUB}, {"XSUB", ZMQ_XSUB},
    {"STREAM", ZMQ_STREAM},
};

static uint32_t crc(const byte *bytes, size_t size) {
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

static zframe_t *payload(const char *word) {
    if (*word == 'x') {
        size_t size = strlen(word + 1) / 2;
        zframe_t *frame = zframe_new(NULL, size);
        for (size_t i = 0; i < size; i++) {
            unsigned int value = 0;
            sscanf(word + 1 + 2 * i, "%2x", &value);
            zframe_data(frame)[i] = (byte)value;
        }
        return frame;
    }
    char *end = NULL;
    size_t size = strtoul(word, &end, 10), seed = strtoul(end + 1, NULL, 10);
    zframe_t *frame = zframe_new(NULL, size);
    for (size_t i = 0; i < size; i++) zframe_data(frame)[i] = (byte)((i + seed) % PERIOD);
    return frame;
}

static void report(const byte *bytes, size_t size) {
    if (size > SHORT) {
        printf("%zu:%u", size, crc(bytes, size));
        return;
    }
    putchar('x');
    for (size_t i = 0; i < size; i++) printf("%02x", bytes[i]);
}

static void set_up(zsock_t *socket, char *option) {
    char *value = strchr(option, '=');
    *value++ = 0;
    if (streq(option, "id")) {
        zframe_t *id = payload(value);
        /* Of zero-terminated text CZMQ makes a routing id; libzmq takes any bytes. */
        zmq_setsockopt(zsock_resolve(socket), ZMQ_ROUTING_ID, zframe_data(id), zframe_size(id));
        zframe_destroy(&id);
    } else if (streq(option, "heartbeats")) {
        char *timeout = NULL;
        zsock_set_heartbeat_ivl(socket, (int)strtol(value, &timeout, 10));
        zsock_set_heartbeat_timeout(socket, atoi(timeout + 1));
    } else if (streq(option, "plain")) {
        char *password = strchr(value, ',');
        if (password) {
            *password++ = 0;
            zsock_set_plain_username(socket, value);
            zsock_set_plain_password(socket, password);
        } else
            zsock_set_plain_server(socket, 1);
    } else if (streq(option, "curve")) {
        if (streq(value, "server")) zsock_set_curve_server(socket, 1); else zsock_set_curve_serverkey(socket, value);
    } else if (streq(option, "public"))
        zsock_set_curve_publickey(socket, value);
    else if (streq(option, "secret"))
        zsock_set_curve_secretkey(socket, value);
}

static void open_socket(const char *name, char **words, int count) {
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
        if (strneq(KINDS[i].name, words[0])) continue;
        zsock_t *socket = zsock_new(KINDS[i].kind);
        zsock_set_linger(socket, 0);
        for (int at = 1; at < count; at++) set_up(socket, words[at]);
        zhash_insert(sockets, name, socket);
        printf("ok\n");
        return;
    }
    printf("lacks %s\n", words[0]);
}

static void receive(zsock_t *socket, int millis) {
    zpoller_t *poller = zpoller_new(socket, NULL);
    void *ready = zpoller_wait(poller, millis);
    zpoller_destroy(&poller);
    zmsg_t *message = ready ? zmsg_recv(socket) : NULL;
    if (!message) { printf("timeout\n"); return; }
    printf("ok");
    for (zframe_t *frame = zmsg_first(message); frame; frame = zmsg_next(message)) {
        putchar(' ');
        report(zframe_data(frame), zframe_size(frame));
    }
    putchar('\n');
    zmsg_destroy(&message);
}

static void receive_stream(zsock_t *socket, size_t length) {
    zchunk_t *data = zchunk_new(NULL, length);
    zframe_t *id = NULL;
    while (zchunk_size(data) < length) {
        zmsg_t *message = zmsg_recv(socket);
        if (!message) break;
        zframe_destroy(&id);
        id = zmsg_pop(message);
        zframe_t *part = zmsg_pop(message);
        zchunk_extend(data, zframe_data(part), zframe_size(part));
        zframe_destroy(&part);
        zmsg_destroy(&message);
    }
    printf("ok ");
    report(zframe_data(id), zframe_size(id));
    putchar(' ');
    report(zchunk_data(data), zchunk_size(data));
    putchar('\n');
    zframe_destroy(&id);
    zchunk_destroy(&data);
}

static void obey(char **words, int count) {
    const char *command = words[0], *name = words[1];
    if (streq(command, "open")) { open_socket(name, words + 2, count - 2); return; }
    zsock_t *socket = zhash_lookup(sockets, name);
    if (!socket) { printf("error no socket %s\n", name); return; }
    if (streq(command, "close")) {
        zhash_delete(sockets, name);
        zsock_destroy(&socket);
        printf("ok\n");
    } else if (streq(command, "bind")) {
        if (zsock_bind(socket, "%s", words[2]) < 0) printf("error zsock_bind: %s\n", zmq_strerror(zmq_errno()));
        else {
            char *endpoint = zsock_last_endpoint(socket);
            printf("ok %s\n", endpoint);
            zstr_free(&endpoint);
        }
    } else if (streq(command, "connect")) {
        if (zsock_connect(socket, "%s", words[2])) printf("error zsock_connect\n"); else printf("ok\n");
    } else if (streq(command, "subscribe") || streq(command, "unsubscribe")) {
        zframe_t *frame = payload(words[2]);
        char *topic = zframe_strdup(frame);
        if (*command == 's') zsock_set_subscribe(socket, topic); else zsock_set_unsubscribe(socket, topic);
        zstr_free(&topic);
        zframe_destroy(&frame);
        printf("ok\n");
    } else if (streq(command, "send")) {
        zmsg_t *message = zmsg_new();
        for (int at = 2; at < count; at++) {
            zframe_t *frame = payload(words[at]);
            zmsg_append(message, &frame);
        }
        if (zmsg_send(&message, socket)) printf("error zmsg_send: %s\n", zmq_strerror(zmq_errno())); else printf("ok\n");
        zmsg_destroy(&message);
    } else if (streq(command, "recv")) {
        receive(socket, atoi(words[2]));
    } else if (streq(command, "stream")) {
        receive_stream(socket, (size_t)atol(words[2]));
    } else
        printf("error no command %s\n", command);
}

/* The folders that zauth reads: a file of names and passwords, and a folder with the certificate of the one known client. */
static zactor_t *authenticator(const char *folder, const char *client_key) {
    char *passwords = zsys_sprintf("%s/passwords", folder), *certificates = zsys_sprintf("%s/clients", folder);
    char *certificate = zsys_sprintf("%s/client.key", certificates);
    zsys_dir_create("%s", certificates);
    FILE *file = fopen(passwords, "w");
    fprintf(file, "admin=secret\n");
    fclose(file);
    byte public_key[32], secret_key[32] = {0};
    zmq_z85_decode(public_key, client_key);
    zcert_t *client = zcert_new_from(public_key, secret_key);
    zcert_save_public(client, certificate);
    zcert_destroy(&client);
    zactor_t *auth = zactor_new(zauth, NULL);
    zstr_sendx(auth, "PLAIN", passwords, NULL);
    zsock_wait(auth);
    zstr_sendx(auth, "CURVE", certificates, NULL);
    zsock_wait(auth);
    zstr_free(&passwords);
    zstr_free(&certificates);
    zstr_free(&certificate);
    return auth;
}

int main(void) {
    const char *key = getenv("CLIENT_KEY"), *folder = getenv("SCRATCH");
    if (!key || !folder) return 2;
    zsys_set_logstream(stderr);
    zactor_t *auth = authenticator(folder, key);
    sockets = zhash_new();
    int major, minor, patch;
    zmq_version(&major, &minor, &patch);
    printf("hello CZMQ %d.%d.%d, libzmq %d.%d.%d\n", CZMQ_VERSION_MAJOR, CZMQ_VERSION_MINOR, CZMQ_VERSION_PATCH, major, minor,
           patch);
    fflush(stdout);
    char *line = NULL;
    size_t room = 0;
    while (getline(&line, &room, stdin) > 0) {
        char *words[WORDS], *rest = NULL;
        int found = 0;
        for (char *word = strtok_r(line, " \n", &rest); word && found < WORDS; word = strtok_r(NULL, " \n", &rest))
            words[found++] = word;
        if (found >= 2) obey(words, found); else printf("error no command\n");
        fflush(stdout);
    }
    free(line);
    zhash_destroy(&sockets);
    zactor_destroy(&auth);
    return 0;
}
