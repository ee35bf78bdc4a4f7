/* Salsa20 with twenty rounds, as Bernstein's paper has it, and HSalsa20, which XSalsa20 makes its key with. */

#include "primitives.h"

#include <string.h>

/* Where the compiler knows vectors, eight blocks are made at once, a lane each. */
#if defined(__GNUC__) && !defined(_MSC_VER) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define EIGHT 1
typedef uint32_t lanes __attribute__ ((vector_size (32)));
/* Lanes of `a`, which are 0 to 7, and of `b`, 8 to 15. */
#ifdef __clang__
#define CHOSEN(a, b, ...) __builtin_shufflevector (a, b, __VA_ARGS__)
#else
#define CHOSEN(a, b, ...) __builtin_shuffle (a, b, (lanes){__VA_ARGS__})
#endif
#if defined(__x86_64__) || defined(__i386__)
/* The same code again, for processors that have more instructions. */
#define MORE_INSTRUCTIONS 1
#endif
#endif

#define ROTATED(a, bits) (((a) << (bits)) | ((a) >> (32 - (bits))))
#define QUARTER(a, b, c, d) \
    b ^= ROTATED (a + d, 7); \
    c ^= ROTATED (b + a, 9); \
    d ^= ROTATED (c + b, 13); \
    a ^= ROTATED (d + c, 18)
#define ROUNDS(x) \
    for (round = 0; round < 10; round++) { \
        QUARTER (x[0], x[4], x[8], x[12]); \
        QUARTER (x[5], x[9], x[13], x[1]); \
        QUARTER (x[10], x[14], x[2], x[6]); \
        QUARTER (x[15], x[3], x[7], x[11]); \
        QUARTER (x[0], x[1], x[2], x[3]); \
        QUARTER (x[5], x[6], x[7], x[4]); \
        QUARTER (x[10], x[11], x[8], x[9]); \
        QUARTER (x[15], x[12], x[13], x[14]); \
    }

/* The square of words that the rounds work on: constants in the diagonal, the key, and four words of input. */
static void fill (uint32_t x[16], const uint8_t key[32])
{
    static const uint32_t constants[4] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
    int i;
    for (i = 0; i < 4; i++) {
        x[5 * i] = constants[i];
        x[1 + i] = load32 (key + 4 * i);
        x[11 + i] = load32 (key + 16 + 4 * i);
    }
}

void zmq_sys_hsalsa20 (uint8_t result[32], const uint8_t input[16], const uint8_t key[32])
{
    uint32_t x[16];
    int i, round;
    fill (x, key);
    for (i = 0; i < 4; i++)
        x[6 + i] = load32 (input + 4 * i);
    ROUNDS (x)
    for (i = 0; i < 4; i++) {
        store32 (result + 4 * i, x[5 * i]);
        store32 (result + 16 + 4 * i, x[6 + i]);
    }
    zmq_sys_wipe (x, sizeof x);
}

/* XORs at most one block. */
static void one (uint8_t *to, const uint8_t *from, size_t size, const uint32_t start[16])
{
    struct
    {
        uint32_t x[16];
        uint8_t bytes[64];
    } s;
    size_t i;
    int round;
    memcpy (s.x, start, sizeof s.x);
    ROUNDS (s.x)
    for (i = 0; i < 16; i++)
        store32 (s.bytes + 4 * i, s.x[i] + start[i]);
    for (i = 0; i < size; i++)
        to[i] = from[i] ^ s.bytes[i];
    zmq_sys_wipe (&s, sizeof s);
}

#ifdef EIGHT

/* Turns eight words of eight blocks, a block each lane, into the words of a block after those of another. */
inner __attribute__ ((always_inline)) void turn (lanes *x)
{
    lanes t[8];
    int i;
    for (i = 0; i < 8; i += 2) {
        t[i] = CHOSEN (x[i], x[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
        t[i + 1] = CHOSEN (x[i], x[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
    }
    for (i = 0; i < 8; i += 4) {
        x[i] = CHOSEN (t[i], t[i + 2], 0, 1, 8, 9, 4, 5, 12, 13);
        x[i + 1] = CHOSEN (t[i], t[i + 2], 2, 3, 10, 11, 6, 7, 14, 15);
        x[i + 2] = CHOSEN (t[i + 1], t[i + 3], 0, 1, 8, 9, 4, 5, 12, 13);
        x[i + 3] = CHOSEN (t[i + 1], t[i + 3], 2, 3, 10, 11, 6, 7, 14, 15);
    }
    for (i = 0; i < 4; i++) {
        t[i] = CHOSEN (x[i], x[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
        t[i + 4] = CHOSEN (x[i], x[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
    }
    for (i = 0; i < 8; i++)
        x[i] = t[i];
}

/* XORs eight blocks. */
inner __attribute__ ((always_inline)) void eight (uint8_t *to, const uint8_t *from, const uint32_t start[16])
{
    lanes x[16], low, high, bytes;
    const uint64_t block = (uint64_t) start[8] | (uint64_t) start[9] << 32;
    int i, lane, round;
    for (lane = 0; lane < 8; lane++) {
        low[lane] = (uint32_t) (block + (unsigned) lane);
        high[lane] = (uint32_t) ((block + (unsigned) lane) >> 32);
    }
#define BEGIN(i) (i == 8 ? low : i == 9 ? high : (lanes){0} + start[i])
    for (i = 0; i < 16; i++)
        x[i] = BEGIN (i);
    ROUNDS (x)
    for (i = 0; i < 16; i++)
        x[i] += BEGIN (i);
#undef BEGIN
    turn (x);
    turn (x + 8);
    for (i = 0; i < 16; i++) {
        const size_t at = (size_t) (64 * (i % 8) + 32 * (i / 8));
        memcpy (&bytes, from + at, 32);
        bytes ^= x[i];
        memcpy (to + at, &bytes, 32);
    }
}

static void eight_anywhere (uint8_t *to, const uint8_t *from, const uint32_t start[16])
{
    eight (to, from, start);
}

#ifdef MORE_INSTRUCTIONS
__attribute__ ((target ("avx2"))) static void eight_avx2 (uint8_t *to, const uint8_t *from, const uint32_t start[16])
{
    eight (to, from, start);
}

/* With rotations, and twice the registers. */
__attribute__ ((target ("avx512f,avx512vl"))) static void eight_avx512 (uint8_t *to, const uint8_t *from,
                                                                        const uint32_t start[16])
{
    eight (to, from, start);
}
#endif

#endif

void zmq_sys_salsa20_xor (uint8_t *to, const uint8_t *from, size_t size, const uint8_t nonce[8], uint64_t block,
                          const uint8_t key[32])
{
    uint32_t start[16];
    fill (start, key);
    start[6] = load32 (nonce);
    start[7] = load32 (nonce + 4);
#ifdef EIGHT
    {
        void (*make) (uint8_t *, const uint8_t *, const uint32_t *) = eight_anywhere;
#ifdef MORE_INSTRUCTIONS
        if (__builtin_cpu_supports ("avx512vl"))
            make = eight_avx512;
        else if (__builtin_cpu_supports ("avx2"))
            make = eight_avx2;
#endif
        for (; size >= 512; size -= 512, to += 512, from += 512, block += 8) {
            start[8] = (uint32_t) block;
            start[9] = (uint32_t) (block >> 32);
            make (to, from, start);
        }
    }
#endif
    for (; size > 0; block++) {
        const size_t part = size < 64 ? size : 64;
        start[8] = (uint32_t) block;
        start[9] = (uint32_t) (block >> 32);
        one (to, from, part, start);
        to += part;
        from += part;
        size -= part;
    }
    zmq_sys_wipe (start, sizeof start);
}
