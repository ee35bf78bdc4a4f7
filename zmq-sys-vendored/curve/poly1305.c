/* Poly1305 as Bernstein's paper has it: a polynomial whose coefficients are the blocks, at r, modulo p = 2^130 - 5.

   Numbers are three limbs of 44, 44 and 42 bits, least first; a carry leaves the second a little above. Limbs of r and its powers
   are below 2^45, those of a sum with a block below 2^46. Such a product times 20 is below 2^96, twelve of them below 2^100. */

#include "primitives.h"

static const uint64_t mask44 = ((uint64_t) 1 << 44) - 1, mask42 = ((uint64_t) 1 << 42) - 1;

typedef struct
{
    /* r, r^2, r^3 and r^4, as far as they are needed. */
    uint64_t r[4][3], h[3];
} state;

typedef struct
{
    wide d0, d1, d2;
} products;

static const products none;

/* Adds h * r. A limb too far is 2^132, 20 in the first. */
inner void multiply_add (products *p, const uint64_t h[3], const uint64_t r[3])
{
    const uint64_t m1 = 20 * r[1], m2 = 20 * r[2];
    p->d0 = sum (p->d0, sum (product (h[0], r[0]), sum (product (h[1], m2), product (h[2], m1))));
    p->d1 = sum (p->d1, sum (product (h[0], r[1]), sum (product (h[1], r[0]), product (h[2], m2))));
    p->d2 = sum (p->d2, sum (product (h[0], r[2]), sum (product (h[1], r[1]), product (h[2], r[0]))));
}

/* 2^130 is 5. */
inner void carry (uint64_t h[3], const products *p)
{
    const wide d1 = sum (p->d1, widened (shifted (p->d0, 44)));
    const wide d2 = sum (p->d2, widened (shifted (d1, 44)));
    const uint64_t first = (low (p->d0) & mask44) + 5 * shifted (d2, 42);
    h[0] = first & mask44;
    h[1] = (low (d1) & mask44) + (first >> 44);
    h[2] = low (d2) & mask42;
}

/* Adds a block; `one` is the bit after it, 2^128 in the third limb, or 0 where the block has it in itself. */
inner void add_block (uint64_t h[3], const uint8_t *message, uint64_t one)
{
    const uint64_t t0 = load64 (message), t1 = load64 (message + 8);
    h[0] += t0 & mask44;
    h[1] += (t0 >> 44 | t1 << 20) & mask44;
    h[2] += t1 >> 24 | one;
}

/* Takes in whole blocks, four at once while there are so many: they share a reduction. */
static void blocks (state *s, const uint8_t *message, size_t size, uint64_t one)
{
    products p;
    uint64_t m[3];
    int i;
    for (; size >= 64; message += 64, size -= 64) {
        p = none;
        add_block (s->h, message, one);
        multiply_add (&p, s->h, s->r[3]);
        for (i = 1; i < 4; i++) {
            m[0] = m[1] = m[2] = 0;
            add_block (m, message + 16 * i, one);
            multiply_add (&p, m, s->r[3 - i]);
        }
        carry (s->h, &p);
    }
    for (; size >= 16; message += 16, size -= 16) {
        p = none;
        add_block (s->h, message, one);
        multiply_add (&p, s->h, s->r[0]);
        carry (s->h, &p);
    }
}

/* The sum, reduced and with the second half of the key added, modulo 2^128. */
static void finish (uint8_t result[16], const state *s, const uint8_t *pad)
{
    uint64_t h0 = s->h[0], h1 = s->h[1], h2 = s->h[2], g0, g1, g2, keep, t0, t1;
    int round;
    for (round = 0; round < 2; round++) {
        h1 += h0 >> 44;
        h0 &= mask44;
        h2 += h1 >> 44;
        h1 &= mask44;
        h0 += 5 * (h2 >> 42);
        h2 &= mask42;
    }
    h1 += h0 >> 44;
    h0 &= mask44;
    /* h - p, taken where it is not negative. */
    g0 = h0 + 5;
    g1 = h1 + (g0 >> 44);
    g2 = h2 + (g1 >> 44) - ((uint64_t) 1 << 42);
    keep = 0 - (g2 >> 63);
    h0 = (h0 & keep) | (g0 & mask44 & ~keep);
    h1 = (h1 & keep) | (g1 & mask44 & ~keep);
    h2 = (h2 & keep) | (g2 & mask42 & ~keep);

    t0 = load64 (pad);
    t1 = load64 (pad + 8);
    h0 += t0 & mask44;
    h1 += ((t0 >> 44 | t1 << 20) & mask44) + (h0 >> 44);
    h2 += (t1 >> 24) + (h1 >> 44);
    h0 &= mask44;
    h1 &= mask44;
    store64 (result, h0 | h1 << 44);
    store64 (result + 8, h1 >> 20 | h2 << 24);
}

void zmq_sys_poly1305 (uint8_t result[16], const uint8_t *message, size_t size, const uint8_t key[32])
{
    struct
    {
        state s;
        uint8_t last[16];
    } all;
    const uint64_t r0 = load64 (key) & UINT64_C (0x0ffffffc0fffffff);
    const uint64_t r1 = load64 (key + 8) & UINT64_C (0x0ffffffc0ffffffc);
    const size_t whole = size & ~(size_t) 15;
    size_t i;

    all.s.r[0][0] = r0 & mask44;
    all.s.r[0][1] = (r0 >> 44 | r1 << 20) & mask44;
    all.s.r[0][2] = r1 >> 24;
    for (i = 1; i < 4 && size >= 64; i++) {
        products p = none;
        multiply_add (&p, all.s.r[i - 1], all.s.r[0]);
        carry (all.s.r[i], &p);
    }
    all.s.h[0] = all.s.h[1] = all.s.h[2] = 0;
    blocks (&all.s, message, whole, (uint64_t) 1 << 40);
    if (whole < size) {
        for (i = 0; i < 16; i++)
            all.last[i] = i < size - whole ? message[whole + i] : i == size - whole;
        blocks (&all.s, all.last, 16, 0);
    }
    finish (result, &all.s, key + 16);
    zmq_sys_wipe (&all, sizeof all);
}
