/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* register.js - ticked rows, and what a reader hears when rows are exchanged. */
(function () {
    'use strict';
    var last = null;            // the row ticked before, for shift

    function boxes() {
        return Array.from(document.querySelectorAll('table.register input[name="key"]'));
    }
    function show() {
        var bar = document.querySelector('fieldset.bulk'), all = boxes(), n, ways, head;

        if (!bar)
            return;
        n = all.filter(function (b) { return b.checked; }).length;
        bar.hidden = n === 0;
        bar.classList.add('live');
        bar.querySelector('[data-chosen]').textContent = n + ' selected';
        all.forEach(function (b) { b.closest('tr').classList.toggle('picked', b.checked); });
        head = document.querySelector('table.register [data-all]');
        if (head) {
            head.closest('label').hidden = false;
            head.checked = n > 0 && n === all.length;
            head.indeterminate = n > 0 && n < all.length;
        }
        ways = document.getElementById('bulk-ways');
        if (n > 0 && ways && !ways.querySelector('.ways') && window.htmx && !ways.dataset.asked) {
            ways.dataset.asked = 'yes';
            window.htmx.ajax('GET', bar.dataset.bulk, { target: ways, swap: 'innerHTML' });
        }
    }
    document.addEventListener('click', function (e) {
        var all, a, b, i;

        if (!e.target.matches || !e.target.matches('table.register input[name="key"]'))
            return;
        all = boxes();
        if (e.shiftKey && last && last.isConnected) {
            a = all.indexOf(last);
            b = all.indexOf(e.target);
            for (i = Math.min(a, b); i <= Math.max(a, b); i++)
                all[i].checked = e.target.checked;
        }
        last = e.target;
        show();
    });
    document.addEventListener('change', function (e) {
        if (e.target.matches('table.register [data-all]')) {
            boxes().forEach(function (b) { b.checked = e.target.checked; });
            show();
        }
    });

    function announce() {
        var said = document.querySelector('[data-announce]');
        var live = document.getElementById('announce');

        if (!said)
            return;
        if (!live) {
            live = document.createElement('p');
            live.id = 'announce';
            live.className = 'visually-hidden';
            live.setAttribute('role', 'status');
            document.body.appendChild(live);
            setTimeout(function () { live.textContent = said.dataset.announce; }, 50);
            return;
        }
        live.textContent = said.dataset.announce;
    }
    // A page that says what was wrong is a page to show.
    document.addEventListener('htmx:beforeSwap', function (e) {
        var xhr = e.detail.xhr, type = xhr.getResponseHeader('Content-Type') || '';

        if (xhr.status >= 400 && type.indexOf('text/html') === 0) {
            e.detail.shouldSwap = true;
            e.detail.isError = false;
        }
    });
    document.addEventListener('htmx:afterSettle', function (e) {
        show();
        if (e.detail.target && (e.detail.target.id === 'main' || e.detail.elt.id === 'main'))
            announce();
    });
    document.addEventListener('DOMContentLoaded', show);
})();
