/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* lock.c - one server a store: an advisory lock on a file beside it. */
#include "db/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>

int
lock_take(struct ctx *c, const char *path, int *ret_fd)
{
    char *name = arena_printf(c->arena, "%s.lock", path);

    *ret_fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (*ret_fd < 0)
        return fail(c, E_IO, "Cannot make the lock file %s: %s.", name, strerror(errno));
    if (flock(*ret_fd, LOCK_EX | LOCK_NB) != 0)
        return fail(c, E_BUSY,
            "Another Ismene is using %s. Stop it first, or use its web pages.", path);
    return 0;
}
