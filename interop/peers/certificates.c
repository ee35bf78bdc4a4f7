/* CZMQ's certificates: `make FOLDER NAME..` makes some, `store FOLDER KEY..` shows what zcertstore finds, `public FILE` and `secret FILE`
 * what zcert_load finds. */
#include <czmq.h>

static int show(zcert_t *certificate, bool secret) {
    if (!certificate) return 1;
    printf("%s %s %s\n", secret ? zcert_secret_txt(certificate) : "-", zcert_public_txt(certificate),
           zcert_meta(certificate, "name") ? zcert_meta(certificate, "name") : "-");
    return 0;
}

int main(int count, char **words) {
    if (count < 3) return 2;
    if (streq(words[1], "make")) {
        for (int at = 3; at < count; at++) {
            zcert_t *certificate = zcert_new();
            zcert_set_meta(certificate, "name", "%s", words[at]);
            char *file = zsys_sprintf("%s/%s.key", words[2], words[at]);
            if (zcert_save(certificate, file)) return 1;
            zstr_free(&file);
            zcert_destroy(&certificate);
        }
        return 0;
    }
    if (streq(words[1], "store")) {
        zcertstore_t *store = zcertstore_new(words[2]);
        for (int at = 3; at < count; at++) show(zcertstore_lookup(store, words[at]), false);
        zcertstore_destroy(&store);
        return 0;
    }
    zcert_t *certificate = zcert_load(words[2]);
    int status = show(certificate, streq(words[1], "secret"));
    zcert_destroy(&certificate);
    return status;
}
