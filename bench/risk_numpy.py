#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The simulation of doc/quantification.md, independently and vectorised: numpy, PCG64.

usage: risk_numpy.py FILE.json [--rounds N] [--seed N] [--portfolio]

Prints the same members as `ismene risk simulate`, and "errors": standard errors of its
quantiles and of es_99.  "seconds" is the best of the rounds, of the simulation alone.
--portfolio leaves out quantiles of single risks.  Correlation is not known here.
"""
import argparse
import json
import time

import numpy as np

QUANTILES = [0.5, 0.8, 0.9, 0.95, 0.99, 0.999]
Z95 = 1.6448536269514722


def kind(d):
    return "point" if isinstance(d, (int, float)) else d.get("dist", "pert")


def lognormal(d):
    low, high = np.log(d["p05"]), np.log(d["p95"])
    return (low + high) / 2, (high - low) / (2 * Z95)


def gpd(rng, threshold, scale, shape, n):
    e = rng.standard_exponential(n)
    return threshold + scale * (e if shape == 0 else np.expm1(shape * e) / shape)


def frozen(d):
    """The distribution of scipy: for tails alone, which need its quantile and density."""
    from scipy import stats
    k = kind(d)
    if k == "lognormal":
        mu, sigma = lognormal(d)
        return stats.lognorm(sigma, scale=np.exp(mu))
    if k == "gamma":
        return stats.gamma((d["mean"] / d["sd"]) ** 2, scale=d["sd"] ** 2 / d["mean"])
    if k == "gpd":
        return stats.genpareto(d["shape"], d["threshold"], d["scale"])
    span = d["max"] - d["min"]
    if k == "pert":
        return stats.beta(1 + 4 * (d["mode"] - d["min"]) / span, 1 + 4 * (d["max"] - d["mode"]) / span,
                          d["min"], span)
    if k == "triangular":
        return stats.triang((d["mode"] - d["min"]) / span, d["min"], span)
    return stats.uniform(d["min"], span)


def sample(rng, d, n):
    """n draws; of a point one number, which numpy spreads by itself."""
    k = kind(d)
    if k == "point":
        return d if isinstance(d, (int, float)) else d["value"]
    if k == "lognormal":
        x = rng.lognormal(*lognormal(d), n)
    elif k == "pert":
        span = d["max"] - d["min"]
        if span == 0:
            return d["min"]
        x = d["min"] + span * rng.beta(1 + 4 * (d["mode"] - d["min"]) / span,
                                       1 + 4 * (d["max"] - d["mode"]) / span, n)
    elif k == "triangular":
        x = rng.triangular(d["min"], d["mode"], d["max"], n)
    elif k == "uniform":
        x = rng.uniform(d["min"], d["max"], n)
    elif k == "gamma":
        x = rng.gamma((d["mean"] / d["sd"]) ** 2, d["sd"] ** 2 / d["mean"], n)
    else:
        x = gpd(rng, d["threshold"], d["scale"], d["shape"], n)
    if "tail" in d:
        above, law = d["tail"]["above"], frozen(d)
        edge = law.ppf(above)
        beyond = x > edge
        x[beyond] = gpd(rng, edge, (1 - above) / law.pdf(edge), d["tail"]["shape"],
                        int(np.count_nonzero(beyond)))
    return x


def counts_of(rng, f, factor, n):
    p = np.minimum(sample(rng, f["p" if f["dist"] == "bernoulli" else "rate"], n), 1e4) \
        * sample(rng, f.get("vulnerability", 1), n) * factor
    if f["dist"] == "bernoulli":
        return (rng.random(n) < p).astype(np.int64)
    if f["dist"] == "poisson":
        return rng.poisson(p, n)
    return rng.negative_binomial(f["size"], f["size"] / (f["size"] + p), n)


def losses_of(rng, loss, counts, less, n):
    """The loss of every year."""
    simple = not isinstance(loss, dict) or "primary" not in loss
    if simple:
        loss = {"primary": loss}
    total = int(counts.sum())
    x = sample(rng, loss["primary"], total)
    if np.ndim(x) == 0:
        if simple and np.ndim(less) == 0:
            return counts * (float(x) * less)
        x = np.full(total, float(x))
    year = np.repeat(np.arange(n), counts) if total else np.zeros(0, np.int64)
    if "secondary" in loss:
        p = sample(rng, loss["secondary_probability"], n)
        also = rng.random(total) < (p if np.ndim(p) == 0 else p[year])
        x[also] += sample(rng, loss["secondary"], int(np.count_nonzero(also)))
    if np.ndim(less) or less != 1:
        x *= less if np.ndim(less) == 0 else less[year]
    if "deductible" in loss or "cap" in loss:
        x = x - np.clip(x - loss.get("deductible", 0), 0, loss.get("cap", np.inf))
    return np.bincount(year, weights=x, minlength=n)


def simulate(rng, model, n):
    """[risks, years] of losses, and how many loss events there were of each risk."""
    without = set(model.get("without", []))
    struck = [(c["hits"], rng.poisson(sample(rng, c["rate"], n), n)) for c in model.get("causes", [])]
    own, events = np.empty((len(model["risks"]), n)), []
    for i, risk in enumerate(model["risks"]):
        often, less = 1.0, 1.0
        for c in risk.get("controls", []):
            if c["key"] in without:
                continue
            if c["on"] == "loss":
                less = less * (1 - sample(rng, c["effect"], n))
            else:
                often = often * (1 - sample(rng, c["effect"], n))
        if "fair" in risk:
            f = risk["fair"]
            frequency = {"dist": "poisson", "rate": f["tef"], "vulnerability": f["vuln"]}
            loss = {"primary": f["plm"]}
            if "slef" in f:
                loss.update(secondary_probability=f["slef"], secondary=f["slm"])
        else:
            frequency, loss = risk["frequency"], risk["loss"]
        counts = counts_of(rng, frequency, often, n)
        for hits, strikes in struck:
            if hits.get(risk["key"], 0) > 0:
                counts = counts + rng.binomial(strikes, hits[risk["key"]] * often)
        events.append(int(counts.sum()))
        own[i] = losses_of(rng, loss, counts, less, n)
    return own, events


def statistics(years, whole=True):
    """What is told of a risk; with quantiles or without."""
    n = len(years)
    r = {"mean": float(years.mean()), "deviation": float(years.std(ddof=1)) if n > 1 else 0.0,
         "p_any": float(np.count_nonzero(years) / n)}
    r["standard_error"] = r["deviation"] / n ** 0.5
    if not whole:
        return r
    ranks = [int(np.ceil(q * n)) - 1 for q in QUANTILES]
    worst = max(1, n // 100)
    x = np.partition(years, sorted(set(ranks + [n - worst])))
    r["quantiles"] = {f"{q:g}": float(x[k]) for q, k in zip(QUANTILES, ranks)}
    r["var_99"] = r["quantiles"]["0.99"]
    r["es_99"] = float(x[n - worst:].mean())
    return r


def errors(years, r):
    """Standard errors: of order statistics by the binomial of their ranks, of the shortfall by
    its asymptotic variance."""
    n, x = len(years), np.sort(years)
    ret = {}
    for q in QUANTILES:
        d = (n * q * (1 - q)) ** 0.5
        low, high = int(max(0, n * q - 2 * d)), int(min(n - 1, np.ceil(n * q + 2 * d)))
        ret[f"{q:g}"] = float(x[high] - x[low]) / 4
    worst = x[n - max(1, n // 100):]
    ret["es_99"] = float(((worst.var() + 0.99 * (r["es_99"] - r["var_99"]) ** 2) / len(worst)) ** 0.5)
    return ret


def main():
    a = argparse.ArgumentParser()
    a.add_argument("file")
    a.add_argument("--rounds", type=int, default=1)
    a.add_argument("--seed", type=int)
    a.add_argument("--portfolio", action="store_true")
    o = a.parse_args()
    with open(o.file, encoding="utf-8") as f:
        model = json.load(f)
    if model.get("correlation"):
        raise SystemExit("risk_numpy.py: correlation is not known here")
    n, seed = int(model.get("trials", 100000)), o.seed if o.seed is not None else model.get("seed")
    seconds = []
    for _ in range(o.rounds):
        rng = np.random.default_rng(seed)
        start = time.perf_counter()
        own, events = simulate(rng, model, n)
        total = own.sum(axis=0)
        risks = [statistics(x, not o.portfolio) for x in own]
        portfolio = statistics(total)
        seconds.append(time.perf_counter() - start)
    for risk, r, x, e in zip(model["risks"], risks, own, events):
        r["key"] = risk["key"]
        r["expected_events"] = e / n
        if not o.portfolio:
            r["errors"] = errors(x, r)
    portfolio["expected_events"] = sum(events) / n
    portfolio["errors"] = errors(total, portfolio)
    print(json.dumps({"trials": n, "seed": seed, "generator": "numpy PCG64", "seconds": min(seconds),
                      "portfolio": portfolio, "risks": risks}, separators=(",", ":")))


if __name__ == "__main__":
    main()
