/* What a libsodium of the system makes of each request on the standard input, on the standard output. A request: which function,
   the size of a message, a nonce, two keys, the message. An answer: 0 or -1, and as many bytes as the function makes. */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

struct request
{
    uint32_t function, size;
    uint8_t nonce[24], public_key[32], secret_key[32];
};

enum { LONGEST = 1 << 20 };

static uint8_t message[LONGEST], result[LONGEST + 16];

int main (void)
{
    struct request request;
    if (sodium_init () < 0)
        return 2;
    while (fread (&request, sizeof request, 1, stdin) == 1) {
        const uint32_t size = request.size;
        uint32_t made = 32;
        int8_t code = -1;
        if (size > LONGEST || fread (message, 1, size, stdin) != size)
            return 3;
        memset (result, 0, size < 32 ? 48 : size + 16);
        switch (request.function) {
        case 0:
            code = (int8_t) crypto_scalarmult_base (result, request.secret_key);
            break;
        case 1:
            code = (int8_t) crypto_box_beforenm (result, request.public_key, request.secret_key);
            break;
        case 2:
            made = size;
            code = (int8_t) crypto_secretbox (result, message, size, request.nonce, request.secret_key);
            break;
        case 3:
            made = size + 16;
            code = (int8_t) crypto_box_easy_afternm (result, message, size, request.nonce, request.secret_key);
            break;
        case 4:
            made = size;
            code = (int8_t) crypto_box (result, message, size, request.nonce, request.public_key, request.secret_key);
            break;
        }
        fwrite (&code, 1, 1, stdout);
        fwrite (result, 1, made, stdout);
    }
    return 0;
}
