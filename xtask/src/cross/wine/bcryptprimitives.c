/* The one function that Rust's standard library asks of a library which Wine has since version 8.16 only: random bytes. */

#include <windows.h>

BOOLEAN NTAPI SystemFunction036 (void *bytes, ULONG count);

__declspec (dllexport) BOOL WINAPI ProcessPrng (BYTE *bytes, SIZE_T count)
{
    while (count > 0) {
        const ULONG some = count < 65536 ? (ULONG) count : 65536;
        if (!SystemFunction036 (bytes, some))
            return FALSE;
        bytes += some;
        count -= some;
    }
    return TRUE;
}
