/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* main.c - Ismene, an information security management system that runs. */
#include <sodium.h>
#include <sys/stat.h>

#include "cli/cli.h"

int
main(int argc, char **argv)
{
    umask(077);                 /* what we write is for our eyes */
    if (sodium_init() < 0)
        return 70;
    return cli_main(argc, argv);
}
