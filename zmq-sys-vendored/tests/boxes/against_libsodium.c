/* Each result of ours beside that of a libsodium of the system, which keeps its names. Ends with the number of differences. */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "primitives.h"

typedef unsigned long long length;
int sodium_init (void);
int crypto_scalarmult (uint8_t *, const uint8_t *, const uint8_t *);
int crypto_scalarmult_base (uint8_t *, const uint8_t *);
int crypto_box_beforenm (uint8_t *, const uint8_t *, const uint8_t *);
int crypto_onetimeauth (uint8_t *, const uint8_t *, length, const uint8_t *);
int crypto_secretbox (uint8_t *, const uint8_t *, length, const uint8_t *, const uint8_t *);
int crypto_box_easy_afternm (uint8_t *, const uint8_t *, length, const uint8_t *, const uint8_t *);
int zmq_sys_crypto_scalarmult_base (uint8_t *, const uint8_t *);
int zmq_sys_crypto_box_beforenm (uint8_t *, const uint8_t *, const uint8_t *);
int zmq_sys_crypto_secretbox (uint8_t *, const uint8_t *, length, const uint8_t *, const uint8_t *);
int zmq_sys_crypto_secretbox_open (uint8_t *, const uint8_t *, length, const uint8_t *, const uint8_t *);
int zmq_sys_crypto_box_easy_afternm (uint8_t *, const uint8_t *, length, const uint8_t *, const uint8_t *);

enum { LONGEST = 20000 };

static uint8_t message[LONGEST], ours[LONGEST + 16], theirs[LONGEST + 16], opened[LONGEST];
static int differences;

static void same (const char *what, int round, int our_result, int their_result, size_t size)
{
    if (our_result == their_result && (our_result != 0 || memcmp (ours, theirs, size) == 0))
        return;
    if (differences++ < 10)
        printf ("%s differs in round %d: %d and %d\n", what, round, our_result, their_result);
}

static void any (uint8_t *at, size_t size)
{
    /* The same ones each time, so that a difference is found again. */
    static uint64_t state = 88172645463325252;
    while (size-- > 0) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        *at++ = (uint8_t) (state >> 32);
    }
}

/* Bytes at random, or at one of the edges where a carry may be lost. */
static void edge (uint8_t *at, size_t size, int kind, int number)
{
    size_t i;
    any (at, size);
    switch (kind) {
    case 1:
    case 2:
        memset (at, kind == 1 ? 0xff : 0, size);
        at[0] = (uint8_t) (kind == 1 ? 0xff - number : number);
        break;
    case 3:
        memset (at, 0xff, size);
        at[0] = (uint8_t) (0xff - number);
        at[size - 1] = 0x7f;
        break;
    case 4:
        for (i = 0; i < size; i++)
            at[i] = at[i] & 1 ? 0xff : 0;
        break;
    }
}

int main (void)
{
    uint8_t scalar[32], point[32], nonce[24];
    int round, our_result, their_result;
    if (sodium_init () < 0)
        return 2;
    for (round = 0; round < 4000; round++) {
        edge (scalar, 32, round / 5 % 5, round % 64);
        edge (point, 32, round % 5, round / 25 % 64);
        our_result = zmq_sys_x25519 (ours, scalar, point);
        their_result = crypto_scalarmult (theirs, scalar, point);
        same ("x25519", round, our_result, their_result, 32);
        our_result = zmq_sys_crypto_box_beforenm (ours, point, scalar);
        their_result = crypto_box_beforenm (theirs, point, scalar);
        same ("crypto_box_beforenm", round, our_result, their_result, 32);
        our_result = zmq_sys_crypto_scalarmult_base (ours, scalar);
        their_result = crypto_scalarmult_base (theirs, scalar);
        same ("crypto_scalarmult_base", round, our_result, their_result, 32);
    }
    for (round = 0; round < 80000; round++) {
        const size_t size = (size_t) (round % 200);
        edge (message, 200, round % 5, round % 256);
        edge (scalar, 16, round / 5 % 5, round % 64);
        edge (scalar + 16, 16, round / 25 % 5, round % 64);
        zmq_sys_poly1305 (ours, message, size, scalar);
        crypto_onetimeauth (theirs, message, size, scalar);
        same ("poly1305", round, 0, 0, 16);
    }
    for (round = 0; round < 4000; round++) {
        const size_t size = 32 + (size_t) (round < 3000 ? round : round * 17 % (LONGEST - 32));
        any (message, size);
        memset (message, 0, 32);
        any (nonce, 24);
        any (scalar, 32);
        our_result = zmq_sys_crypto_secretbox (ours, message, size, nonce, scalar);
        their_result = crypto_secretbox (theirs, message, size, nonce, scalar);
        same ("crypto_secretbox", round, our_result, their_result, size);
        our_result = zmq_sys_crypto_secretbox_open (opened, theirs, size, nonce, scalar);
        same ("crypto_secretbox_open", round, our_result | memcmp (opened, message, size), 0, 0);
        our_result = zmq_sys_crypto_box_easy_afternm (ours, message + 32, size - 32, nonce, scalar);
        their_result = crypto_box_easy_afternm (theirs, message + 32, size - 32, nonce, scalar);
        same ("crypto_box_easy_afternm", round, our_result, their_result, size - 16);
    }
    printf ("%d differences\n", differences);
    return differences != 0;
}
