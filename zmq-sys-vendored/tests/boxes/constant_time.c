/* For valgrind: keys and messages are declared to be undefined, so that each branch on them, and each address made of them, is
   an error. What is public afterwards is declared to be defined again. */

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <valgrind/memcheck.h>

#include "primitives.h"

int zmq_sys_crypto_secretbox (uint8_t *, const uint8_t *, unsigned long long, const uint8_t *, const uint8_t *);

static uint8_t message[3000], sealed[3000];

int main (int count, char **arguments)
{
    uint8_t key[32], point[32] = {9}, input[16] = {1}, nonce[24] = {2}, result[32];
    unsigned sum = 0;
    size_t i;
    int code;
    (void) arguments;
    for (i = 0; i < sizeof key; i++)
        key[i] = (uint8_t) (17 * i + 5);
    VALGRIND_MAKE_MEM_UNDEFINED (key, sizeof key);
    VALGRIND_MAKE_MEM_UNDEFINED (message, sizeof message);
    memset (message, 0, 32);

    code = zmq_sys_x25519 (result, key, point);
    VALGRIND_MAKE_MEM_DEFINED (&code, sizeof code);
    VALGRIND_MAKE_MEM_DEFINED (result, sizeof result);
    sum += result[0] + (unsigned) code;
    zmq_sys_hsalsa20 (result, input, key);
    VALGRIND_MAKE_MEM_DEFINED (result, sizeof result);
    sum += result[0];
    code = zmq_sys_crypto_secretbox (sealed, message, sizeof message, nonce, key);
    VALGRIND_MAKE_MEM_DEFINED (sealed, sizeof sealed);
    for (i = 0; i < sizeof sealed; i++)
        sum += sealed[i];

    if (count > 1 && (key[0] & 1) != 0)
        sum++;
    printf ("%u\n", sum + (unsigned) code);
    return 0;
}
