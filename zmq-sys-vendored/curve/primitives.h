/* The three primitives of NaCl's boxes, and what their files share. Nothing here branches on a secret or indexes by one. */

#ifndef ZMQ_SYS_PRIMITIVES_H
#define ZMQ_SYS_PRIMITIVES_H

#include <stddef.h>
#include <stdint.h>

#define inner static inline

/* The point `scalar * point` of Curve25519. Returns -1 where it is zero: `point` has a small order, and anybody knows the result. */
int zmq_sys_x25519 (uint8_t result[32], const uint8_t scalar[32], const uint8_t point[32]);

/* The key that Salsa20 makes of a key and 16 bytes. */
void zmq_sys_hsalsa20 (uint8_t result[32], const uint8_t input[16], const uint8_t key[32]);
/* XORs the bytes that Salsa20 makes from block `block` on; `to` and `from` are the same, or do not overlap. */
void zmq_sys_salsa20_xor (uint8_t *to, const uint8_t *from, size_t size, const uint8_t nonce[8], uint64_t block,
                          const uint8_t key[32]);

/* The authenticator of a message by a key that is used once. */
void zmq_sys_poly1305 (uint8_t result[16], const uint8_t *message, size_t size, const uint8_t key[32]);

/* Zeros that the compiler does not leave out. */
void zmq_sys_wipe (void *memory, size_t size);

inner uint32_t load32 (const uint8_t *from)
{
    return (uint32_t) from[0] | (uint32_t) from[1] << 8 | (uint32_t) from[2] << 16 | (uint32_t) from[3] << 24;
}

inner uint64_t load64 (const uint8_t *from)
{
    return (uint64_t) load32 (from) | (uint64_t) load32 (from + 4) << 32;
}

inner void store32 (uint8_t *to, uint32_t value)
{
    int i;
    for (i = 0; i < 4; i++)
        to[i] = (uint8_t) (value >> 8 * i);
}

inner void store64 (uint8_t *to, uint64_t value)
{
    store32 (to, (uint32_t) value);
    store32 (to + 4, (uint32_t) (value >> 32));
}

/* Sums of products of 64 bits. */
#ifdef __SIZEOF_INT128__

typedef unsigned __int128 wide;

inner wide product (uint64_t a, uint64_t b)
{
    return (wide) a * b;
}

inner wide sum (wide a, wide b)
{
    return a + b;
}

inner wide widened (uint64_t a)
{
    return a;
}

inner uint64_t low (wide a)
{
    return (uint64_t) a;
}

/* By 1 to 63 bits, of a sum whose result has at most 64. */
inner uint64_t shifted (wide a, int bits)
{
    return (uint64_t) (a >> bits);
}

#else

typedef struct
{
    uint64_t low, high;
} wide;

#if defined(_MSC_VER) && defined(_M_X64)

#include <intrin.h>

inner wide product (uint64_t a, uint64_t b)
{
    wide result;
    result.low = _umul128 (a, b, &result.high);
    return result;
}

#else

inner wide product (uint64_t a, uint64_t b)
{
    const uint64_t a0 = (uint32_t) a, a1 = a >> 32, b0 = (uint32_t) b, b1 = b >> 32;
    const uint64_t first = a0 * b0;
    const uint64_t second = a1 * b0 + (first >> 32);
    const uint64_t third = a0 * b1 + (uint32_t) second;
    wide result;
    result.low = third << 32 | (uint32_t) first;
    result.high = a1 * b1 + (second >> 32) + (third >> 32);
    return result;
}

#endif

inner wide sum (wide a, wide b)
{
    wide result;
    result.low = a.low + b.low;
    /* The carry without a comparison, of which a compiler might make a branch. */
    result.high = a.high + b.high + (((a.low & b.low) | ((a.low | b.low) & ~result.low)) >> 63);
    return result;
}

inner wide widened (uint64_t a)
{
    wide result;
    result.low = a;
    result.high = 0;
    return result;
}

inner uint64_t low (wide a)
{
    return a.low;
}

inner uint64_t shifted (wide a, int bits)
{
    return a.low >> bits | a.high << (64 - bits);
}

#endif

#endif
