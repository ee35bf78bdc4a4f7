/* The programs by themselves, for other builds of libzmq. */
int bench_main (int count, char **words);

int main (int count, char **words)
{
    return bench_main (count - 1, words + 1);
}
