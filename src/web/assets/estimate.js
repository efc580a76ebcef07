/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * estimate.js - what the ranges of a risk come to, while they are typed.  The same
 * sentences as estimate_view.c, which writes them where no script runs.
 */
(function () {
    'use strict';
    var thin = '\u202f', points = ['min', 'mode', 'max'];

    /* As the server reads it; NaN: no number. */
    function number(text) {
        var s = text.replace(/[ '\u00a0\u202f\u2009]/g, '');
        return /^(\d+\.?\d*|\.\d+)$/.test(s) ? Number(s) : NaN;
    }
    function grouped(v) {
        return v.toFixed(0).replace(/\B(?=(\d{3})+$)/g, thin);
    }
    function threeDigits(v) {
        var unit = 1;
        while (v / unit >= 1000)
            unit *= 10;
        return Math.floor(v / unit + 0.5) * unit;
    }
    function money(currency, v) {
        var sign = { EUR: '\u20ac', GBP: '\u00a3', USD: '$' }[currency] || currency + ' ';
        return v > 0 && v < 1 ? 'less than ' + sign + '1'
            : sign + threeDigits(v).toFixed(0).replace(/\B(?=(\d{3})+$)/g, ',');
    }
    function times(n) {
        if (n <= 0)
            return 'never';
        if (n >= 1.5)
            return 'about ' + (n < 10 ? String(Number(n.toPrecision(2)))
                : grouped(threeDigits(n))) + ' times a year';
        if (n > 1 / 1.5)
            return 'about once a year';
        if (n < 0.0001)
            return 'less than once in ' + grouped(10000) + ' years';
        return 'about once in ' + grouped(threeDigits(1 / n)) + ' years';
    }

    function ready() {
        var form = document.querySelector('form.estimate-form'), check;

        if (!form)
            return;
        function text(name) {
            return form.elements[name] ? form.elements[name].value.trim() : '';
        }
        function blank(path) {
            return points.every(function (p) { return text(path + '.' + p) === ''; });
        }
        /* Of a lognormal with these quantiles. */
        function openMean(low, high, most) {
            var sigma = (Math.log(high) - Math.log(low)) / 3.2897072539029444;
            return low >= 0.01 && low < high && high <= most && high <= 1e4 * low
                ? Math.exp((Math.log(low) + Math.log(high)) / 2 + sigma * sigma / 2) : NaN;
        }
        /* The mean of a PERT; NaN when it is none. */
        function mean(path, most, unit) {
            var open = form.elements[path + '.open'];
            var v = points.map(function (p) { return number(text(path + '.' + p)) / unit; });
            if (open && open.checked)
                return openMean(v[0], v[2], most);
            return v[0] <= v[1] && v[1] <= v[2] && v[2] <= most ? (v[0] + 4 * v[1] + v[2]) / 6 : NaN;
        }
        function optional(name) {
            return text(name) === '' ? 0 : number(text(name));
        }
        function controls() {
            var left = 1, cost = 0, n = 0, path;

            for (var i = 0; form.elements['controls.' + i + '.control']; i++) {
                path = 'controls.' + i;
                if (text(path + '.on') === '' && blank(path + '.effect'))
                    continue;
                n++;
                left *= text(path + '.on') && text(path + '.control')
                    ? 1 - mean(path + '.effect', 1, 100) : NaN;
                cost += optional(path + '.cost');
            }
            return { n: n, left: left, cost: cost };
        }
        function lines() {
            var alone = blank('slef') && blank('slm'), currency = text('currency').toUpperCase();
            var events = mean('tef', 1e4, 1) * mean('vuln', 1, 100);
            var each = mean('plm', 1e15, 1) + (alone ? 0 : mean('slef', 1, 100) * mean('slm', 1e15, 1));
            var by = controls(), insured = text('deductible') !== '' || text('cap') !== '';

            if (isNaN(events * each) || !/^[A-Z]{3}$/.test(currency)
                || isNaN(by.left + by.cost + optional('deductible') + optional('cap')))
                return null;
            return {
                events: 'A loss event happens ' + times(events) + '.',
                each: 'One costs ' + money(currency, each) + ' on average.',
                loss: 'Expected loss: ' + money(currency, events * each) + ' a year'
                    + (insured ? ', before insurance' : '') + '.',
                controls: by.n === 0 ? '' : 'With the planned controls: '
                    + money(currency, events * each * by.left) + ' a year, for '
                    + money(currency, by.cost) + ' a year.'
            };
        }
        function show() {
            var all = lines();

            form.querySelectorAll('[data-line]').forEach(function (p) {
                var said = p.dataset.line === 'none' ? !all : all && all[p.dataset.line];
                p.hidden = !said;
                if (typeof said === 'string' && p.textContent !== said)
                    p.textContent = said;
            });
        }
        check = form.querySelector('[data-check]');
        if (check)
            check.hidden = true;
        form.addEventListener('input', show);
        form.addEventListener('change', show);
        show();
    }
    document.addEventListener('DOMContentLoaded', ready);
})();
