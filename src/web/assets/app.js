/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* app.js - keys, menus and the focus on errors. Every page works without it. */
(function () {
    'use strict';
    var base = (document.querySelector('meta[name="ismene-base"]') || {}).content;
    var pending = '';

    function typing(target) {
        return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
    }
    function click(selector) {
        var el = document.querySelector(selector);
        if (el)
            el.click();
        return Boolean(el);
    }
    document.addEventListener('keydown', function (e) {
        var was = pending, search;

        pending = '';
        if (e.ctrlKey || e.metaKey || e.altKey)
            return;
        if (e.key === 'Escape')
            closeMenus(null);
        if (typing(e.target))
            return;
        if (was === 'g' && base && (e.key === 'b' || e.key === 'w')) {
            location.href = base + (e.key === 'w' ? '/work' : '');
        } else if (e.key === 'g') {
            pending = 'g';
        } else if (e.key === '/' && (search = document.getElementById('search'))) {
            e.preventDefault();
            search.focus();
        } else if (e.key === 'n') {
            click('[data-key="n"]');
        } else if (e.key === 'e') {
            click('[data-key="e"]');
        } else if (e.key === '?') {
            var help = document.getElementById('keys');
            if (help)
                help.showModal();
        }
    });

    function closeMenus(except) {
        document.querySelectorAll('details.menu[open]').forEach(function (d) {
            if (!except || !d.contains(except))
                d.open = false;
        });
    }
    document.addEventListener('click', function (e) {
        closeMenus(e.target);
        var copy = e.target.closest('[data-copy]');
        if (copy && navigator.clipboard) {
            navigator.clipboard.writeText(copy.dataset.copy);
            copy.dataset.done = 'copied';
        }
        if (e.target.matches('[data-close]'))
            e.target.closest('dialog').close();
    });

    function ready() {
        var errors = document.getElementById('errors');
        if (errors)
            errors.focus();
    }
    document.addEventListener('DOMContentLoaded', ready);
    document.addEventListener('htmx:afterSettle', ready);
})();
