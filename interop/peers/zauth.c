/* A server with zauth over a folder of certificates, and a client that has one: what examples/curve_folder.rs does, on CZMQ.
 * `server OWN FOLDER`, `client OWN SERVER ENDPOINT`. */
#include <czmq.h>
#include <stdint.h>

enum { PATIENCE = 30000 };

static int serve(const char *own, const char *folder) {
    zactor_t *auth = zactor_new(zauth, NULL);
    zstr_sendx(auth, "CURVE", folder, NULL);
    zsock_wait(auth);
    zcert_t *certificate = zcert_load(own);
    zsock_t *rep = zsock_new(ZMQ_REP);
    if (!certificate || !rep) return 1;
    zcert_apply(certificate, rep);
    zsock_set_curve_server(rep, 1);
    if (zsock_bind(rep, "tcp://127.0.0.1:*") < 0) return 1;
    char *endpoint = zsock_last_endpoint(rep);
    printf("%s\n", endpoint);
    fflush(stdout);
    for (zframe_t *question; (question = zframe_recv(rep));) {
        const char *key = zframe_meta(question, "User-Id"), *name = zframe_meta(question, "name");
        zstr_sendf(rep, "%s %s", key ? key : "-", name ? name : "-");
        zframe_destroy(&question);
    }
    zstr_free(&endpoint);
    zsock_destroy(&rep);
    zcert_destroy(&certificate);
    zactor_destroy(&auth);
    return 0;
}

/* Whether a handshake has ended well; if not, says with which status. */
static bool let_in(zsock_t *events) {
    zmsg_t *message = zmsg_recv(events);
    if (!message) return false;
    /* The event in 16 bits, its value in 32, and the endpoint in another frame. */
    const byte *data = zframe_data(zmsg_first(message));
    uint16_t event;
    uint32_t value;
    memcpy(&event, data, sizeof event);
    memcpy(&value, data + sizeof event, sizeof value);
    zmsg_destroy(&message);
    if (event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED) return true;
    printf("turned away with %u\n", value);
    return false;
}

static int ask(const char *own, const char *server, const char *endpoint) {
    zcert_t *certificate = zcert_load(own), *of_server = zcert_load(server);
    zsock_t *req = zsock_new(ZMQ_REQ);
    if (!certificate || !of_server || !req) return 1;
    zcert_apply(certificate, req);
    zsock_set_curve_serverkey(req, zcert_public_txt(of_server));
    zsock_set_linger(req, 0);
    zsock_set_rcvtimeo(req, PATIENCE);
    const int wanted = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;
    if (zmq_socket_monitor(zsock_resolve(req), "inproc://events", wanted)) return 1;
    zsock_t *events = zsock_new_pair(">inproc://events");
    zsock_set_rcvtimeo(events, PATIENCE);
    if (zsock_connect(req, "%s", endpoint)) return 1;
    if (let_in(events)) {
        zstr_send(req, "Who am I?");
        char *answer = zstr_recv(req);
        if (!answer) return 1;
        printf("%s\n", answer);
        zstr_free(&answer);
    }
    zsock_destroy(&req);
    zsock_destroy(&events);
    zcert_destroy(&certificate);
    zcert_destroy(&of_server);
    return 0;
}

int main(int count, char **words) {
    zsys_set_logstream(stderr);
    if (count == 4 && streq(words[1], "server")) return serve(words[2], words[3]);
    if (count == 5 && streq(words[1], "client")) return ask(words[2], words[3], words[4]);
    return 2;
}
