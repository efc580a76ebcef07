/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* simulate.c - a simulation for whoever reads risks.  It touches no store: the route is apart. */
#include <pthread.h>
#include <time.h>

#include "api/api.h"
#include "app/simulation.h"

#define PATIENCE_S 10

/* One at a time takes all cores and is soon over; several would only wait for each other. */
static pthread_mutex_t running = PTHREAD_MUTEX_INITIALIZER;

static int
run(struct call *k, const struct simulation *s, struct risk_results *ret)
{
    struct timespec until;
    bool done;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PATIENCE_S;
    if (pthread_mutex_timedlock(&running, &until) != 0)
        return fail(&k->c, E_BUSY, "Other simulations are running. Try again in a moment.");
    done = risk_run(&s->model, &s->options, k->c.arena, ret);
    pthread_mutex_unlock(&running);
    return done ? 0 : fail(&k->c, E_BUG, "The simulation was stopped.");
}

int
api_simulate(struct call *k)
{
    struct risk_results results;
    struct simulation s;

    if (!req_is_type(k->req, "application/json"))
        return fail(&k->c, E_INVALID, "Send Content-Type: application/json.");
    if (simulation_read(&k->c, k->req->body, &simulation_on_server, &s) != 0
        || run(k, &s, &results) != 0)
        return (int)k->c.err;
    api_json(k, 200);
    simulation_write(&s, &results, k->out);
    return 0;
}
