/* Curve25519 as RFC 7748 has it: the ladder of Montgomery over numbers modulo p = 2^255 - 19.

   A number is five limbs of 51 bits, least first, of which a limb may be larger for a while:
     - "carried": below 2^51 + 2^13, what multiplications return and subtractions take;
     - "loose": below 2^53, what sums and differences of carried ones are and multiplications take.
   A product of loose limbs, times 38, is below 2^112, five of them below 2^115. */

#include "primitives.h"

typedef uint64_t number[5];

static const uint64_t mask = ((uint64_t) 1 << 51) - 1;

/* Carried, from five sums below 2^115, the last of them, which has no factor of 19, below 2^110. */
static void carry (number result, wide t0, wide t1, wide t2, wide t3, wide t4)
{
    uint64_t first;
    t1 = sum (t1, widened (shifted (t0, 51)));
    t2 = sum (t2, widened (shifted (t1, 51)));
    t3 = sum (t3, widened (shifted (t2, 51)));
    t4 = sum (t4, widened (shifted (t3, 51)));
    /* 2^255 is 19; what is above the last limb is below 2^59, and with the factor below 2^64. */
    first = (low (t0) & mask) + 19 * shifted (t4, 51);
    result[0] = first & mask;
    result[1] = (low (t1) & mask) + (first >> 51);
    result[2] = low (t2) & mask;
    result[3] = low (t3) & mask;
    result[4] = low (t4) & mask;
}

inner wide sum5 (wide a, wide b, wide c, wide d, wide e)
{
    return sum (sum (sum (a, b), sum (c, d)), e);
}

static void multiply (number result, const number a, const number b)
{
    const uint64_t b1 = 19 * b[1], b2 = 19 * b[2], b3 = 19 * b[3], b4 = 19 * b[4];
#define ROW(x0, x1, x2, x3, x4) \
    sum5 (product (a[0], x0), product (a[1], x1), product (a[2], x2), product (a[3], x3), product (a[4], x4))
    const wide t0 = ROW (b[0], b4, b3, b2, b1);
    const wide t1 = ROW (b[1], b[0], b4, b3, b2);
    const wide t2 = ROW (b[2], b[1], b[0], b4, b3);
    const wide t3 = ROW (b[3], b[2], b[1], b[0], b4);
    const wide t4 = ROW (b[4], b[3], b[2], b[1], b[0]);
#undef ROW
    carry (result, t0, t1, t2, t3, t4);
}

static void square (number result, const number a)
{
    const uint64_t d0 = 2 * a[0], d1 = 2 * a[1], n3 = 19 * a[3], n4 = 19 * a[4];
    const wide t0 = sum (product (a[0], a[0]), sum (product (d1, n4), product (2 * a[2], n3)));
    const wide t1 = sum (product (d0, a[1]), sum (product (2 * a[2], n4), product (a[3], n3)));
    const wide t2 = sum (product (d0, a[2]), sum (product (a[1], a[1]), product (2 * a[3], n4)));
    const wide t3 = sum (product (d0, a[3]), sum (product (d1, a[2]), product (a[4], n4)));
    const wide t4 = sum (product (d0, a[4]), sum (product (d1, a[3]), product (a[2], a[2])));
    carry (result, t0, t1, t2, t3, t4);
}

static void square_times (number result, const number a, int times)
{
    square (result, a);
    while (--times > 0)
        square (result, result);
}

static void multiply_small (number result, const number a, uint64_t by)
{
    carry (result, product (a[0], by), product (a[1], by), product (a[2], by), product (a[3], by), product (a[4], by));
}

inner void add (number result, const number a, const number b)
{
    int i;
    for (i = 0; i < 5; i++)
        result[i] = a[i] + b[i];
}

/* With 2p added, of which each limb is above those of a carried number. */
inner void subtract (number result, const number a, const number b)
{
    int i;
    result[0] = a[0] + (((uint64_t) 1 << 52) - 38) - b[0];
    for (i = 1; i < 5; i++)
        result[i] = a[i] + (((uint64_t) 1 << 52) - 2) - b[i];
}

/* Exchanges the two if `bit` is 1, and does as much if it is 0. */
inner void swap (number a, number b, uint64_t bit)
{
    const uint64_t all = 0 - bit;
    int i;
    for (i = 0; i < 5; i++) {
        const uint64_t difference = all & (a[i] ^ b[i]);
        a[i] ^= difference;
        b[i] ^= difference;
    }
}

/* a^(p - 2), where p - 2 = 2^255 - 21 is 250 ones in binary, then 01011. */
static void invert (number result, const number a)
{
    number a2, a9, a11, ones5, ones10, ones20, ones50, ones100, t;
    square (a2, a);
    square_times (t, a2, 2);
    multiply (a9, t, a);
    multiply (a11, a9, a2);
    square (t, a11);
    multiply (ones5, t, a9);
    square_times (t, ones5, 5);
    multiply (ones10, t, ones5);
    square_times (t, ones10, 10);
    multiply (ones20, t, ones10);
    square_times (t, ones20, 20);
    multiply (t, t, ones20);
    square_times (t, t, 10);
    multiply (ones50, t, ones10);
    square_times (t, ones50, 50);
    multiply (ones100, t, ones50);
    square_times (t, ones100, 100);
    multiply (t, t, ones100);
    square_times (t, t, 50);
    multiply (t, t, ones50);
    square_times (t, t, 5);
    multiply (result, t, a11);
}

/* The highest bit does not count. */
static void load (number result, const uint8_t from[32])
{
    result[0] = load64 (from) & mask;
    result[1] = load64 (from + 6) >> 3 & mask;
    result[2] = load64 (from + 12) >> 6 & mask;
    result[3] = load64 (from + 19) >> 1 & mask;
    result[4] = load64 (from + 24) >> 12 & mask;
}

/* The one representation below p. */
static void store (uint8_t to[32], const number a)
{
    uint64_t t[5], above;
    int i, round;
    for (i = 0; i < 5; i++)
        t[i] = a[i];
    /* Twice, and no limb has more than 51 bits. */
    for (round = 0; round < 2; round++) {
        for (i = 0; i < 4; i++) {
            t[i + 1] += t[i] >> 51;
            t[i] &= mask;
        }
        t[0] += 19 * (t[4] >> 51);
        t[4] &= mask;
    }
    t[1] += t[0] >> 51;
    t[0] &= mask;
    /* Whether it is p or more, which is whether 19 more reach 2^255; if so, p goes. */
    above = t[0] + 19;
    for (i = 1; i < 5; i++)
        above = t[i] + (above >> 51);
    t[0] += 19 * (above >> 51);
    for (i = 0; i < 4; i++) {
        t[i + 1] += t[i] >> 51;
        t[i] &= mask;
    }
    t[4] &= mask;
    store64 (to, t[0] | t[1] << 51);
    store64 (to + 8, t[1] >> 13 | t[2] << 38);
    store64 (to + 16, t[2] >> 26 | t[3] << 25);
    store64 (to + 24, t[3] >> 39 | t[4] << 12);
}

int zmq_sys_x25519 (uint8_t result[32], const uint8_t scalar[32], const uint8_t point[32])
{
    /* In one struct, so that one call wipes all that says something of the secret. */
    struct
    {
        number x2, z2, x3, z3, a, b, c, d, e, aa, bb, da, cb;
        uint8_t k[32];
    } s;
    number x1;
    uint64_t bit, last = 0;
    unsigned any = 0;
    int i;

    for (i = 0; i < 32; i++)
        s.k[i] = scalar[i];
    s.k[0] &= 248;
    s.k[31] = (uint8_t) ((s.k[31] & 127) | 64);
    load (x1, point);
    for (i = 0; i < 5; i++) {
        s.x2[i] = s.z3[i] = i == 0;
        s.z2[i] = 0;
        s.x3[i] = x1[i];
    }
    for (i = 254; i >= 0; i--) {
        bit = s.k[i >> 3] >> (i & 7) & 1;
        swap (s.x2, s.x3, last ^ bit);
        swap (s.z2, s.z3, last ^ bit);
        last = bit;
        add (s.a, s.x2, s.z2);
        subtract (s.b, s.x2, s.z2);
        add (s.c, s.x3, s.z3);
        subtract (s.d, s.x3, s.z3);
        square (s.aa, s.a);
        square (s.bb, s.b);
        multiply (s.da, s.d, s.a);
        multiply (s.cb, s.c, s.b);
        subtract (s.e, s.aa, s.bb);
        add (s.x3, s.da, s.cb);
        square (s.x3, s.x3);
        subtract (s.z3, s.da, s.cb);
        square (s.z3, s.z3);
        multiply (s.z3, s.z3, x1);
        multiply (s.x2, s.aa, s.bb);
        multiply_small (s.z2, s.e, 121665);
        add (s.z2, s.z2, s.aa);
        multiply (s.z2, s.z2, s.e);
    }
    swap (s.x2, s.x3, last);
    swap (s.z2, s.z3, last);
    invert (s.a, s.z2);
    multiply (s.a, s.a, s.x2);
    store (result, s.a);
    zmq_sys_wipe (&s, sizeof s);
    for (i = 0; i < 32; i++)
        any |= result[i];
    return any == 0 ? -1 : 0;
}
