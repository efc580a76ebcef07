/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* replay.c - every input of the corpus once, as TAP: CORPUS is the target's directory. */
#include <dirent.h>
#include <stdio.h>

#include "fuzz.h"

static void
replay(const char *path)
{
    static uint8_t bytes[1 << 20];
    FILE *f = fopen(path, "rb");
    uint8_t *exact;
    size_t n;

    MUST(f != NULL);
    n = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    exact = malloc(n ? n : 1);          /* so that a byte too far is seen */
    MUST(exact != NULL);
    memcpy(exact, bytes, n);
    LLVMFuzzerTestOneInput(exact, n);
    free(exact);
}

int
main(void)
{
    DIR *d = opendir(CORPUS);
    struct dirent *e;
    char path[1000];
    int n = 0;

    setvbuf(stdout, NULL, _IONBF, 0);      /* what was running when it ended is told */
    if (d == NULL) {
        printf("Bail out! %s cannot be read\n", CORPUS);
        return 1;
    }
    while ((e = readdir(d)) != NULL) {
        if (e->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", CORPUS, e->d_name);
        printf("# %s\n", e->d_name);
        replay(path);
        printf("ok %d - %s\n", ++n, e->d_name);
    }
    closedir(d);
    printf("1..%d\n", n);
    return n > 0 ? 0 : 1;
}
