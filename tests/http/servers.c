/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * servers.c - the program as a process: its commands, and its server.  With
 * $ISMENE_TEST_SERVERS=2 two servers over one database and nginx before them,
 * which hands requests to each in turn as doc/nginx-proxy.conf says.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/cli.h"
#include "client.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

#define MOST 4

char server_log[120];
int server_port, server_tls_port, server_ports[MOST];

static pid_t servers[MOST], nginx;
static char front[120];         /* nginx's directory */

int
server_count(void)
{
    const char *n = getenv("ISMENE_TEST_SERVERS");
    int count = n != NULL ? atoi(n) : 1;

    assert_true(count >= 1 && count <= MOST && (count == 1 || place_is_database()));
    return count;
}

bool
behind_nginx(const char *why_not)
{
    if (server_count() == 1)
        return false;
    if (why_not != NULL)
        print_message("# skipped behind nginx: %s\n", why_not);
    return true;
}

/* In a child: its standard output becomes out, its standard error the log. */
static void
become(const char *const *args, int out)
{
    char name[] = "ismene", *argv[24] = { name };
    int argc = 1, log = open(server_log, O_WRONLY | O_CREAT | O_APPEND, 0600);

    while (argc < 23 && args[argc - 1] != NULL) {
        argv[argc] = (char *)(uintptr_t)args[argc - 1];
        argc++;
    }
    dup2(out, 1);
    dup2(log, 2);
    exit(cli_main(argc, argv));
}

int
command(const char *const *args)
{
    return command_to("/dev/null", args);
}

int
command_to(const char *path, const char *const *args)
{
    int status = 0, out = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    pid_t pid = fork();

    if (pid == 0)
        become(args, out);
    close(out);
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

bool
served_by_role(void)
{
    return getenv("ISMENE_TEST_ROLE") != NULL && place_is_database();
}

/*
 * With $ISMENE_TEST_ROLE the servers run as that role, which owns nothing: everything
 * is granted to it before they start.
 */
static const char *
place_served(void)
{
    const char *role = getenv("ISMENE_TEST_ROLE"), *at = strstr(place, "://ismene@");

    if (!served_by_role() || at == NULL)
        return place;
    assert_int_equal(command((const char *const[]){ "schema", "grant", role, "--db", place, NULL }),
        0);
    return format("%.*s://%s@%s", (int)(at - place), place, role, at + 10);
}

/* Start one; what it says first comes out of the pipe. */
static pid_t
launch(const char *where, int *ret_pipe)
{
    const char *const args[] = { "serve", place_option(), where, "--listen", "127.0.0.1:0", NULL };
    int fds[2];
    pid_t pid;

    assert_int_equal(pipe(fds), 0);
    pid = fork();
    if (pid == 0) {
        close(fds[0]);
        become(args, fds[1]);
    }
    close(fds[1]);
    *ret_pipe = fds[0];
    return pid;
}

static int
port_said(int fd)
{
    char line[200] = "";
    const char *colon;
    size_t n = 0;

    while (n < sizeof line - 1 && read(fd, line + n, 1) == 1 && line[n] != '\n')
        n++;
    close(fd);
    colon = strrchr(line, ':');
    assert_non_null(colon);
    assert_true(atoi(colon + 1) > 0);
    return atoi(colon + 1);
}

static int
run(const char *const *argv)
{
    int status = 0;
    pid_t pid = fork();

    if (pid == 0) {
        execvp(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    waitpid(pid, &status, 0);
    return status;
}

/* nginx: its own user, its own directory, two free ports. */

static int
free_port(void)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t n = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &n), 0);
    close(fd);
    return ntohs(a.sin_port);
}

static void
write_configuration(void)
{
    FILE *f = fopen(format("%s/nginx.conf", front), "w");

    assert_non_null(f);
    fprintf(f, "daemon off; worker_processes 1; pid %s/pid; error_log %s/error.log;\n"
        "events { worker_connections 512; }\nhttp {\naccess_log off;\nupstream ismene {\n",
        front, front);
    for (int i = 0; i < server_count(); i++)
        fprintf(f, "server 127.0.0.1:%d;\n", server_ports[i]);
    fprintf(f, "}\n");
    for (const char *const *p = (const char *const[]){ "client_body", "proxy", "fastcgi", "uwsgi",
            "scgi", NULL }; *p != NULL; p++)
        fprintf(f, "%s_temp_path %s/temp_%s;\n", *p, front, *p);
    fprintf(f, "ssl_certificate %s/cert; ssl_certificate_key %s/key;\nserver {\n"
        "listen 127.0.0.1:%d; listen 127.0.0.1:%d ssl;\nlocation / {\ninclude %s/proxy;\n}\n}\n}\n",
        front, front, server_port, server_tls_port, front);
    fclose(f);
}

static void
make_front(void)
{
    const struct passwd *user = geteuid() == 0 ? getpwnam("www-data") : NULL;

    snprintf(front, sizeof front, "/tmp/ismene-nginx-XXXXXX");
    assert_non_null(mkdtemp(front));
    assert_int_equal(run((const char *const[]){ "cp", SOURCE "/doc/nginx-proxy.conf",
        format("%s/proxy", front), NULL }), 0);
    assert_int_equal(run((const char *const[]){ "sh", "-c", format("openssl req -x509 -nodes "
        "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -subj /CN=127.0.0.1 "
        "-keyout %s/key -out %s/cert 2>%s/openssl.log", front, front, front), NULL }), 0);
    if (user != NULL)
        assert_int_equal(run((const char *const[]){ "chown", "-R", format("%d:%d",
            (int)user->pw_uid, (int)user->pw_gid), front, NULL }), 0);
}

static bool
answers(int port)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    bool ok = connect(fd, (struct sockaddr *)&a, sizeof a) == 0;

    close(fd);
    return ok;
}

static void
become_nginx(void)
{
    const struct passwd *user = geteuid() == 0 ? getpwnam("www-data") : NULL;
    int log = open(server_log, O_WRONLY | O_CREAT | O_APPEND, 0600);

    dup2(log, 1);
    dup2(log, 2);
    if (user != NULL && (setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0))
        _exit(126);
    execl("/usr/sbin/nginx", "nginx", "-p", front, "-e", format("%s/error.log", front), "-c",
        format("%s/nginx.conf", front), (char *)NULL);
    _exit(127);
}

/* A port that was free may be taken meanwhile: then others. */
static void
start_nginx(void)
{
    if (front[0] == '\0')
        make_front();
    for (int attempt = 0; attempt < 5; attempt++) {
        if (server_port == 0 || attempt > 0) {
            server_port = free_port();
            server_tls_port = free_port();
        }
        write_configuration();
        nginx = fork();
        if (nginx == 0)
            become_nginx();
        for (int i = 0; i < 200 && waitpid(nginx, NULL, WNOHANG) == 0; i++) {
            if (answers(server_port) && answers(server_tls_port))
                return;
            usleep(25000);
        }
    }
    fail_msg("nginx does not start: %s", front);
}

void
server_start(void)
{
    const char *where = place_served();
    int pipes[MOST];

    for (int i = 0; i < server_count(); i++)
        servers[i] = launch(where, &pipes[i]);
    for (int i = 0; i < server_count(); i++)
        server_ports[i] = port_said(pipes[i]);
    if (behind_nginx(NULL))
        start_nginx();
    else
        server_port = server_ports[0];
}

void
server_stop(void)
{
    bool well = true;

    if (nginx > 0) {
        kill(nginx, SIGTERM);
        waitpid(nginx, NULL, 0);
        nginx = 0;
    }
    for (int i = 0; i < server_count(); i++) {
        int status = 0;

        kill(servers[i], SIGTERM);
        waitpid(servers[i], &status, 0);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
            fprintf(stderr, "# a server ended with status %x\n", (unsigned)status);
            well = false;
        }
    }
    if (well)
        return;
    fprintf(stderr, "# the log:\n");
    run((const char *const[]){ "sed", "s/^/# /", server_log, NULL });
    exit(1);                    /* a sanitizer's finding, a leak among them, fails the test */
}

void
servers_end(void)
{
    server_stop();
    if (front[0] != '\0')
        run((const char *const[]){ "rm", "-rf", front, NULL });
}
