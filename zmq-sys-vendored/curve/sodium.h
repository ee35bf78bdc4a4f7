/* What libzmq asks of <sodium.h>, and no more: the boxes of NaCl, random bytes, memory for secrets.

   The functions are those of src/curve/raw.rs, under names of our own: another libsodium may be linked beside them. What they
   compute is what NaCl's functions of these names compute, byte for byte. */

#ifndef ZMQ_SYS_SODIUM_H
#define ZMQ_SYS_SODIUM_H

#include <stddef.h>

/* libzmq takes crypto_box_easy_afternm and its counterpart from 7.4 on. */
#define SODIUM_LIBRARY_VERSION_MAJOR 7
#define SODIUM_LIBRARY_VERSION_MINOR 4

#define crypto_box_PUBLICKEYBYTES 32U
#define crypto_box_SECRETKEYBYTES 32U
#define crypto_box_BEFORENMBYTES 32U
#define crypto_box_NONCEBYTES 24U
#define crypto_box_ZEROBYTES 32U    /* zeros in front of a message ... */
#define crypto_box_BOXZEROBYTES 16U /* ... and in front of its box */
#define crypto_box_MACBYTES 16U
#define crypto_secretbox_KEYBYTES 32U
#define crypto_secretbox_NONCEBYTES 24U
#define crypto_secretbox_ZEROBYTES 32U
#define crypto_secretbox_BOXZEROBYTES 16U

/* There is nothing to prepare. */
#define sodium_init() 0
#define sodium_allocarray zmq_sys_sodium_allocarray
#define sodium_free zmq_sys_sodium_free
#define randombytes zmq_sys_randombytes
#define crypto_scalarmult_base zmq_sys_crypto_scalarmult_base
#define crypto_box_keypair zmq_sys_crypto_box_keypair
#define crypto_box_beforenm zmq_sys_crypto_box_beforenm
/* The same as crypto_secretbox, by another name. */
#define crypto_box_afternm zmq_sys_crypto_secretbox
#define crypto_box_open_afternm zmq_sys_crypto_secretbox_open
#define crypto_box_easy_afternm zmq_sys_crypto_box_easy_afternm
#define crypto_box_open_easy_afternm zmq_sys_crypto_box_open_easy_afternm
#define crypto_box zmq_sys_crypto_box
#define crypto_box_open zmq_sys_crypto_box_open
#define crypto_secretbox zmq_sys_crypto_secretbox
#define crypto_secretbox_open zmq_sys_crypto_secretbox_open

#ifdef __cplusplus
extern "C" {
#endif

typedef unsigned long long sodium_size;

/* Memory that is wiped when it is freed. */
void *sodium_allocarray (size_t count, size_t size);
void sodium_free (void *memory);
/* From the operating system; ends the process where that has none. */
void randombytes (unsigned char *into, sodium_size size);

/* Each of these returns 0, or -1: a length or a key that cannot be, a box that is not genuine. */
int crypto_scalarmult_base (unsigned char *public_key, const unsigned char *secret_key);
int crypto_box_keypair (unsigned char *public_key, unsigned char *secret_key);
int crypto_box_beforenm (unsigned char *shared, const unsigned char *public_key, const unsigned char *secret_key);

/* `size` counts the zeros in front. */
int crypto_secretbox (unsigned char *box, const unsigned char *message, sodium_size size, const unsigned char *nonce,
                      const unsigned char *key);
int crypto_secretbox_open (unsigned char *message, const unsigned char *box, sodium_size size, const unsigned char *nonce,
                           const unsigned char *key);
int crypto_box (unsigned char *box, const unsigned char *message, sodium_size size, const unsigned char *nonce,
                const unsigned char *public_key, const unsigned char *secret_key);
int crypto_box_open (unsigned char *message, const unsigned char *box, sodium_size size, const unsigned char *nonce,
                     const unsigned char *public_key, const unsigned char *secret_key);

/* Without zeros in front: a box is crypto_box_MACBYTES longer than its message. The two may overlap. */
int crypto_box_easy_afternm (unsigned char *box, const unsigned char *message, sodium_size size, const unsigned char *nonce,
                             const unsigned char *shared);
int crypto_box_open_easy_afternm (unsigned char *message, const unsigned char *box, sodium_size size,
                                  const unsigned char *nonce, const unsigned char *shared);

#ifdef __cplusplus
}
#endif

#endif
