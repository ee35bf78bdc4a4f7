/* What libzmq calls, as sodium.h declares it: X25519, XSalsa20 and Poly1305 put together as NaCl does it. */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include "primitives.h"
#include "sodium.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#if defined(_WIN32)
#include <windows.h>
/* RtlGenRandom by its true name. */
BOOLEAN NTAPI SystemFunction036 (PVOID into, ULONG size);
#elif defined(__linux__)
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

void zmq_sys_wipe (void *memory, size_t size)
{
#if defined(__GNUC__) && !defined(_MSC_VER)
    memset (memory, 0, size);
    /* Somebody might look at it. */
    __asm__ __volatile__ ("" : : "r"(memory) : "memory");
#else
    volatile uint8_t *at = (volatile uint8_t *) memory;
    while (size-- > 0)
        *at++ = 0;
#endif
}

int sodium_init (void)
{
    return 0;
}

/* The size lies in front, in as many bytes as keep any type aligned. */
#define FRONT 16

void *sodium_allocarray (size_t count, size_t size)
{
    uint8_t *memory;
    size_t bytes;
    if (size != 0 && count > (SIZE_MAX - FRONT) / size) {
        errno = ENOMEM;
        return NULL;
    }
    bytes = count * size;
    memory = (uint8_t *) calloc (1, FRONT + bytes);
    if (memory == NULL)
        return NULL;
    memcpy (memory, &bytes, sizeof bytes);
    return memory + FRONT;
}

void sodium_free (void *memory)
{
    uint8_t *start;
    size_t bytes;
    if (memory == NULL)
        return;
    start = (uint8_t *) memory - FRONT;
    memcpy (&bytes, start, sizeof bytes);
    zmq_sys_wipe (memory, bytes);
    free (start);
}

#if defined(__linux__)

/* For kernels before 3.17. */
static int from_device (uint8_t *into, size_t size)
{
    int file;
    do
        file = open ("/dev/urandom", O_RDONLY | O_CLOEXEC);
    while (file == -1 && errno == EINTR);
    if (file == -1)
        return -1;
    while (size > 0) {
        const ssize_t got = read (file, into, size);
        if (got > 0) {
            into += got;
            size -= (size_t) got;
        } else if (got == 0 || errno != EINTR)
            break;
    }
    close (file);
    return size == 0 ? 0 : -1;
}

#endif

void randombytes (unsigned char *into, sodium_size size)
{
    /* libzmq looks at errno after calls that succeed, too. */
    const int before = errno;
#if defined(_WIN32)
    while (size > 0) {
        const ULONG part = size < 0x10000000 ? (ULONG) size : 0x10000000;
        if (!SystemFunction036 (into, part))
            abort ();
        into += part;
        size -= part;
    }
#elif defined(__linux__)
    while (size > 0) {
        /* By number: the C library may be older than the kernel. */
        const long got = syscall (SYS_getrandom, into, (size_t) (size < 256 ? size : 256), 0);
        if (got > 0) {
            into += got;
            size -= (sodium_size) got;
        } else if (errno != EINTR) {
            /* Keys that are not random must never be. */
            if (from_device (into, (size_t) size) != 0)
                abort ();
            size = 0;
        }
    }
#else
    arc4random_buf (into, (size_t) size);
#endif
    errno = before;
}

int crypto_scalarmult_base (unsigned char *public_key, const unsigned char *secret_key)
{
    static const uint8_t base[32] = {9};
    return zmq_sys_x25519 (public_key, secret_key, base);
}

int crypto_box_keypair (unsigned char *public_key, unsigned char *secret_key)
{
    randombytes (secret_key, crypto_box_SECRETKEYBYTES);
    return crypto_scalarmult_base (public_key, secret_key);
}

int crypto_box_beforenm (unsigned char *shared, const unsigned char *public_key, const unsigned char *secret_key)
{
    static const uint8_t zero[16] = {0};
    uint8_t point[32];
    const int result = zmq_sys_x25519 (point, secret_key, public_key);
    if (result == 0)
        zmq_sys_hsalsa20 (shared, zero, point);
    zmq_sys_wipe (point, sizeof point);
    return result;
}

/* The key of XSalsa20, and its first block: the key of Poly1305 in one half, what the message begins with in the other. */
typedef struct
{
    uint8_t key[32], block[64];
} stream;

static void begin (stream *s, const uint8_t nonce[24], const uint8_t key[32])
{
    zmq_sys_hsalsa20 (s->key, nonce, key);
    memset (s->block, 0, sizeof s->block);
    zmq_sys_salsa20_xor (s->block, s->block, sizeof s->block, nonce + 16, 0, s->key);
}

/* `to` and `from` are the same, or do not overlap. */
static void move (const stream *s, uint8_t *to, const uint8_t *from, size_t size, const uint8_t nonce[24])
{
    const size_t first = size < 32 ? size : 32;
    size_t i;
    for (i = 0; i < first; i++)
        to[i] = from[i] ^ s->block[32 + i];
    zmq_sys_salsa20_xor (to + first, from + first, size - first, nonce + 16, 1, s->key);
}

static void seal (uint8_t mac[16], uint8_t *to, const uint8_t *from, size_t size, const uint8_t nonce[24], const uint8_t key[32])
{
    stream s;
    begin (&s, nonce, key);
    move (&s, to, from, size, nonce);
    zmq_sys_poly1305 (mac, to, size, s.block);
    zmq_sys_wipe (&s, sizeof s);
}

/* Says first whether it is genuine, for which no overlap matters, and opens it only then. */
static int open_box (const uint8_t mac[16], uint8_t *to, const uint8_t *from, size_t size, const uint8_t nonce[24],
                     const uint8_t key[32])
{
    stream s;
    uint8_t right[16];
    unsigned differences = 0;
    int i;
    begin (&s, nonce, key);
    zmq_sys_poly1305 (right, from, size, s.block);
    for (i = 0; i < 16; i++)
        differences |= mac[i] ^ right[i];
    if (differences == 0) {
        if (to != from)
            memmove (to, from, size);
        move (&s, to, to, size, nonce);
    }
    zmq_sys_wipe (&s, sizeof s);
    zmq_sys_wipe (right, sizeof right);
    return differences == 0 ? 0 : -1;
}

int crypto_secretbox (unsigned char *box, const unsigned char *message, sodium_size size, const unsigned char *nonce,
                      const unsigned char *key)
{
    if (size < crypto_secretbox_ZEROBYTES || size > SIZE_MAX)
        return -1;
    if (box != message)
        memmove (box, message, (size_t) size);
    seal (box + 16, box + 32, box + 32, (size_t) size - 32, nonce, key);
    memset (box, 0, crypto_secretbox_BOXZEROBYTES);
    return 0;
}

int crypto_secretbox_open (unsigned char *message, const unsigned char *box, sodium_size size, const unsigned char *nonce,
                           const unsigned char *key)
{
    if (size < crypto_secretbox_ZEROBYTES || size > SIZE_MAX)
        return -1;
    if (open_box (box + 16, message + 32, box + 32, (size_t) size - 32, nonce, key) != 0)
        return -1;
    memset (message, 0, crypto_secretbox_ZEROBYTES);
    return 0;
}

int crypto_box_afternm (unsigned char *box, const unsigned char *message, sodium_size size, const unsigned char *nonce,
                        const unsigned char *shared)
{
    return crypto_secretbox (box, message, size, nonce, shared);
}

int crypto_box_open_afternm (unsigned char *message, const unsigned char *box, sodium_size size, const unsigned char *nonce,
                             const unsigned char *shared)
{
    return crypto_secretbox_open (message, box, size, nonce, shared);
}

int crypto_box (unsigned char *box, const unsigned char *message, sodium_size size, const unsigned char *nonce,
                const unsigned char *public_key, const unsigned char *secret_key)
{
    uint8_t shared[32];
    int result = crypto_box_beforenm (shared, public_key, secret_key);
    if (result == 0)
        result = crypto_secretbox (box, message, size, nonce, shared);
    zmq_sys_wipe (shared, sizeof shared);
    return result;
}

int crypto_box_open (unsigned char *message, const unsigned char *box, sodium_size size, const unsigned char *nonce,
                     const unsigned char *public_key, const unsigned char *secret_key)
{
    uint8_t shared[32];
    int result = crypto_box_beforenm (shared, public_key, secret_key);
    if (result == 0)
        result = crypto_secretbox_open (message, box, size, nonce, shared);
    zmq_sys_wipe (shared, sizeof shared);
    return result;
}

int crypto_box_easy_afternm (unsigned char *box, const unsigned char *message, sodium_size size, const unsigned char *nonce,
                             const unsigned char *shared)
{
    if (size > SIZE_MAX - crypto_box_MACBYTES)
        return -1;
    /* Out of the way of its authenticator, if it lies there. */
    if ((uintptr_t) message < (uintptr_t) box + size + 16 && (uintptr_t) box < (uintptr_t) message + size) {
        memmove (box + 16, message, (size_t) size);
        message = box + 16;
    }
    seal (box, box + 16, message, (size_t) size, nonce, shared);
    return 0;
}

int crypto_box_open_easy_afternm (unsigned char *message, const unsigned char *box, sodium_size size,
                                  const unsigned char *nonce, const unsigned char *shared)
{
    if (size < crypto_box_MACBYTES || size > SIZE_MAX)
        return -1;
    return open_box (box, message, box + 16, (size_t) size - 16, nonce, shared);
}
