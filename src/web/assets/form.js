/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * form.js - drafts that survive a reload, one question before changes are
 * left, pickers that search, and records added on the spot.  Forms work
 * without it.
 */
(function () {
    'use strict';
    var base = (document.querySelector('meta[name="ismene-base"]') || {}).content || '';
    var store = null;

    try {
        store = window.sessionStorage;
        store.getItem('x');
    } catch (e) {
        store = null;           /* switched off: no drafts, all else works */
    }

    function el(tag, cls, text) {
        var e = document.createElement(tag);
        if (cls)
            e.className = cls;
        if (text)
            e.textContent = text;
        return e;
    }

    /* What a person can have typed: fields, and the revision that they saw. */
    function snapshot(form) {
        var out = [];
        new FormData(form).forEach(function (value, name) {
            if (typeof value === 'string' && name !== '_csrf' && name !== '_once')
                out.push([name, value]);
        });
        return out;
    }

    function fill(form, pairs) {
        var values = {}, revision = form.elements._revision;

        pairs.forEach(function (p) {
            (values[p[0]] = values[p[0]] || []).push(p[1]);
        });
        Array.prototype.forEach.call(form.elements, function (e) {
            var v = values[e.name];
            if (!e.name || !v || e.type === 'hidden' || e.type === 'submit')
                return;
            if (e.type === 'radio' || e.type === 'checkbox')
                e.checked = v.indexOf(e.value) >= 0 && (e.type === 'checkbox'
                    || v[v.length - 1] === e.value);
            else if (e.multiple)
                v.forEach(function (word) { choose(e, word); });
            else if (e.tagName === 'SELECT')
                choose(e, v[v.length - 1]);
            else
                e.value = v[v.length - 1];
        });
        if (revision && values._revision)
            revision.value = values._revision[0];
    }

    function choose(select, word) {
        var found = false;
        Array.prototype.forEach.call(select.options, function (o) {
            if (o.value === word)
                o.selected = found = true;
        });
        if (!found && word)
            select.add(new Option(word, word, true, true));
    }

    function openTo(target) {
        for (var d = target && target.closest('details'); d; d = d.parentElement.closest('details'))
            d.open = true;
    }

    function goTo(hash) {
        var target = hash.length > 3 && document.getElementById(hash.slice(1));
        if (!target || !target.closest('.record-form'))
            return false;
        var ts = target.tomselect;
        openTo(target);
        if (ts) {
            ts.settings.openOnFocus = false;
            target = ts.control_input;
        }
        target.scrollIntoView({ block: 'center' });
        target.focus({ preventScroll: true });
        if (ts)
            setTimeout(function () { ts.settings.openOnFocus = true; }, 50);
        return true;
    }

    /* Drafts. */

    function notice(form) {
        var box = el('div', 'alert draft-notice'), p = el('p'), b = el('button', 'btn btn-sm',
            'Discard it');
        box.setAttribute('role', 'status');
        p.append('What you had typed here before is back. It is not saved yet. ');
        b.type = 'button';
        b.addEventListener('click', function () {
            form.dataset.done = '1';
            store.removeItem(form.dataset.draft);
            location.reload();
        });
        p.append(b);
        box.append(p);
        form.prepend(box);
    }

    function keepDraft(form) {
        var key = form.dataset.draft, clean = JSON.stringify(snapshot(form)), timer = 0;
        var note = form.querySelector('.form-note'), kept = store && store.getItem(key);

        function dirty() {
            return !form.dataset.done && JSON.stringify(snapshot(form)) !== clean;
        }
        if ('again' in form.dataset) {
            clean = '';         /* refused: what stands here is saved nowhere */
        } else if (kept && kept !== clean) {
            fill(form, JSON.parse(kept));
            form.querySelectorAll('.more-fields').forEach(function (d) {
                d.open = d.open || Array.prototype.some.call(d.querySelectorAll(
                    'input:checked,input:not([type]),[type=text],[type=date],textarea,select'),
                function (e) { return e.value !== ''; });
            });
            notice(form);
        }
        function keep() {
            if (!dirty()) {
                if (store)
                    store.removeItem(key);
                note.textContent = '';
                return;
            }
            try {
                store.setItem(key, JSON.stringify(snapshot(form)));
                note.textContent = 'Not saved yet';
            } catch (e) {
                note.textContent = '';
            }
        }
        function later() {
            clearTimeout(timer);
            timer = setTimeout(keep, 400);
        }
        form.addEventListener('input', later);
        form.addEventListener('change', later);
        form.addEventListener('submit', function (e) {
            if (form.dataset.done === 'sent') {
                e.preventDefault();     /* pressed twice */
                return;
            }
            keep();
            form.dataset.done = 'sent';
            if (store)
                store.setItem('sent', key);
        });
        window.addEventListener('pageshow', function (e) {
            if (e.persisted)
                delete form.dataset.done;
        });
        window.addEventListener('beforeunload', function (e) {
            if (dirty())
                e.preventDefault();
        });
        form.querySelectorAll('[data-leave]').forEach(function (a) {
            a.addEventListener('click', function (e) {
                if (dirty() && !window.confirm('Leave without saving? '
                    + 'What you typed is dropped.')) {
                    e.preventDefault();
                    return;
                }
                form.dataset.done = '1';
                if (store)
                    store.removeItem(key);
            });
        });
    }

    /* The page with two versions goes on with the draft of the form before it. */
    function followDraft(form) {
        form.addEventListener('submit', function () {
            store.setItem('sent', form.dataset.draftKeep);
        });
        form.querySelectorAll('[data-drop]').forEach(function (a) {
            a.addEventListener('click', function () {
                store.removeItem(form.dataset.draftKeep);
            });
        });
    }

    /* A form that was sent and does not come back was saved: its draft goes. */
    function forgetSent() {
        var sent = store && store.getItem('sent');
        if (!sent)
            return;
        store.removeItem('sent');
        var forms = document.querySelectorAll('[data-draft],[data-draft-keep]');
        var here = Array.prototype.some.call(forms, function (f) {
            return f.dataset.draft === sent || f.dataset.draftKeep === sent;
        });
        if (!here && !document.body.classList.contains('bare'))
            store.removeItem(sent);
    }

    /* Pickers. */

    function row(data, escape) {
        return '<div class="pick-row"><span>' + escape(data.title) + '</span> <span class="key">'
            + escape(data.key) + '</span></div>';
    }

    function titleOf(option) {
        var text = option.textContent, cut = text.lastIndexOf(' \u00b7 ' + option.value);
        return cut > 0 ? text.slice(0, cut) : text;
    }

    function localRows(field) {
        var rows = [];
        if (field.tagName === 'SELECT')
            Array.prototype.forEach.call(field.options, function (o) {
                if (o.value)
                    rows.push({ key: o.value, title: titleOf(o) });
            });
        else
            field.parentElement.querySelectorAll('.titles [data-key]').forEach(function (s) {
                if (s.dataset.key)
                    rows.push({ key: s.dataset.key, title: s.textContent });
            });
        return rows;
    }

    function labelOf(field) {
        var l = document.querySelector('label[for="' + field.id + '"],label[for="' + field.id
            + '-ts-control"]');
        return l ? l.firstChild.textContent.trim() : field.name;
    }

    function search(field, q, done) {
        fetch(base + '/pick?types=' + encodeURIComponent(field.dataset.types) + '&q='
            + encodeURIComponent(q.slice(0, 60)), { headers: { Accept: 'application/json' } })
            .then(function (r) { return r.ok ? r.json() : []; })
            .then(done, function () { done(); });
    }

    function picker(field, nested) {
        var many = field.dataset.pick === 'many', rows = localRows(field), label = labelOf(field);
        var all = field.tagName === 'SELECT', adds = [], ts, status;
        var chosen = all ? Array.prototype.filter.call(field.options, function (o) {
            return o.selected && o.value;
        }).map(function (o) { return o.value; })
            : field.value.split(',').map(function (s) { return s.trim(); }).filter(Boolean);

        if (!nested && field.dataset.create)
            adds = field.dataset.create.split(';').map(function (s) { return s.split('|'); });
        chosen.forEach(function (key) {
            if (!rows.some(function (r) { return r.key === key; }))
                rows.push({ key: key, title: key });
        });
        field.removeAttribute('list');
        if (all)
            field.replaceChildren();
        else
            field.value = '';
        ts = new window.TomSelect(field, {
            valueField: 'key', labelField: 'title', searchField: ['title', 'key'],
            options: rows, items: chosen, maxItems: many ? null : 1, delimiter: ',',
            maxOptions: 60, closeAfterSelect: !many, hideSelected: many, openOnFocus: true,
            preload: all ? false : 'focus', loadThrottle: 180, refreshThrottle: 0, hidePlaceholder: true,
            allowEmptyOption: false, copyClassesToDropdown: false,
            placeholder: all ? 'Choose\u2026' : 'Search by title or key',
            create: adds.length ? function (text, done) {
                addRecord(adds, text, ts, done);
            } : false,
            createOnBlur: false, addPrecedence: false,
            load: all ? null : function (q, done) { search(field, q, done); },
            render: {
                option: row,
                item: function (data, escape) {
                    return '<div class="pick-item"><span class="pick-title">' + escape(data.title)
                        + '</span>' + (data.title === data.key ? '' : ' <span class="key">'
                        + escape(data.key) + '</span>') + '<button type="button" class="pick-x" '
                        + 'tabindex="-1" aria-label="Remove ' + escape(data.title)
                        + '">\u00d7</button></div>';
                },
                option_create: function (data, escape) {
                    return '<div class="create" role="option">Add \u201c' + escape(data.input)
                        + '\u201d as a new ' + escape(adds[0][1].toLowerCase()) + '\u2026</div>';
                },
                no_results: function () {
                    return '<div class="no-results" role="option" aria-disabled="true">'
                        + 'Nothing found</div>';
                }
            },
            onChange: function () {
                field.dispatchEvent(new Event('input', { bubbles: true }));
            }
        });
        ts.control.addEventListener('mousedown', function (e) {
            var x = e.target.closest('.pick-x');
            if (x) {
                e.preventDefault();
                e.stopPropagation();
                ts.removeItem(x.closest('[data-value]').dataset.value);
            }
        }, true);
        accessible(field, ts, label);
        return ts;
    }

    /* The control takes over what readers were told of the field. */
    function accessible(field, ts, label) {
        var input = ts.control_input;
        ['aria-describedby', 'aria-invalid', 'aria-required'].forEach(function (name) {
            if (field.hasAttribute(name))
                input.setAttribute(name, field.getAttribute(name));
        });
        input.setAttribute('aria-label', label);
        input.removeAttribute('aria-labelledby');
        ts.dropdown_content.setAttribute('aria-label', label);
        ts.dropdown_content.removeAttribute('aria-labelledby');
        field.setAttribute('aria-hidden', 'true');
        field.tabIndex = -1;
        field.addEventListener('focus', function () { ts.focus(); });
    }

    /* A record added from within a form: the target's own form, in a dialog. */
    function addRecord(adds, text, ts, done) {
        var dialog = el('dialog', 'add-record'), slug = adds[0][0], finished = false, clean = null;

        function leave() {
            var form = dialog.querySelector('.record-form');
            if (!form || JSON.stringify(snapshot(form)) === clean
                || window.confirm('Close without adding it? What you typed here is dropped.'))
                end();
        }

        function end(row) {
            if (finished)
                return;
            finished = true;
            dialog.close();
            dialog.remove();
            done(row || false);
            ts.focus();
        }
        function show(html, url) {
            var doc = new DOMParser().parseFromString(html, 'text/html');
            var col = doc.querySelector('.form-col');
            var form = col && col.querySelector('.record-form');
            var close = el('button', 'btn btn-ghost close', '\u00d7'), title;

            if (!form) {
                var why = doc.querySelector('.alert, main p:not(.eyebrow)');
                col = el('div', 'form-col');
                col.append(el('p', '', why ? why.textContent : 'This did not work.'));
            }
            close.type = 'button';
            close.setAttribute('aria-label', 'Close');
            close.addEventListener('click', leave);
            dialog.replaceChildren(close, document.importNode(col, true));
            title = dialog.querySelector('h1');
            if (title) {
                title.id = 'add-title';
                dialog.setAttribute('aria-labelledby', 'add-title');
            }
            form = dialog.querySelector('.record-form');
            if (form)
                dress(form, url);
        }
        function dress(form, url) {
            var own = el('input');
            prefixIds(dialog);
            own.type = 'hidden';
            own.name = '_picker';
            own.value = '1';
            form.append(own);
            form.querySelectorAll('[data-leave]').forEach(function (a) {
                a.addEventListener('click', function (e) {
                    e.preventDefault();
                    leave();
                });
            });
            form.querySelectorAll('[data-pick]').forEach(function (f) { picker(f, true); });
            clean = clean || JSON.stringify(snapshot(form));
            form.addEventListener('submit', function (e) {
                e.preventDefault();
                fetch(form.getAttribute('action'), { method: 'POST',
                    body: new URLSearchParams(new FormData(form)) }).then(function (r) {
                    if (r.status === 201)
                        return r.json().then(end);
                    return r.text().then(function (t) {
                        show(t, url);
                        var errors = dialog.querySelector('.errors');
                        if (errors)
                            errors.focus();
                    });
                });
            });
            var first = form.querySelector('input:not([type=hidden]),textarea,select');
            if (first)
                first.focus();
        }
        dialog.addEventListener('keydown', function (e) {
            if (e.key === 'Escape' && dialog.querySelector('.dropdown-active'))
                e.preventDefault();     /* closes the list alone */
        }, true);
        dialog.addEventListener('cancel', function (e) {
            e.preventDefault();
            leave();
        });
        document.body.append(dialog);
        fetch(base + '/r/' + slug + '/new?' + adds[0][2] + '='
            + encodeURIComponent(text)).then(function (r) {
            return r.text();
        }).then(function (t) {
            show(t, slug);
            dialog.showModal();
        }, function () { end(); });
    }

    /* Two forms on one page: the ids of the inner one are told apart. */
    function prefixIds(root) {
        root.querySelectorAll('[id]').forEach(function (e) {
            if (e.id !== 'add-title')
                e.id = 'add-' + e.id;
        });
        root.querySelectorAll('[for]').forEach(function (e) {
            e.htmlFor = 'add-' + e.htmlFor;
        });
        root.querySelectorAll('[aria-describedby]').forEach(function (e) {
            e.setAttribute('aria-describedby', e.getAttribute('aria-describedby').split(' ')
                .filter(Boolean).map(function (id) { return 'add-' + id; }).join(' '));
        });
        root.querySelectorAll('[list]').forEach(function (e) {
            e.setAttribute('list', 'add-' + e.getAttribute('list'));
        });
        root.querySelectorAll('.errors a[href^="#"]').forEach(function (a) {
            a.setAttribute('href', '#add-' + a.getAttribute('href').slice(1));
        });
    }

    document.addEventListener('DOMContentLoaded', function () {
        forgetSent();
        document.querySelectorAll('form.record-form[data-draft]').forEach(keepDraft);
        if (store)
            document.querySelectorAll('form[data-draft-keep]').forEach(followDraft);
        if (window.TomSelect)
            document.querySelectorAll('.record-form [data-pick]').forEach(function (f) {
                picker(f, false);
            });
        if (location.hash && !document.getElementById('errors'))
            goTo(location.hash);
    });
    document.addEventListener('click', function (e) {
        var a = e.target.closest && e.target.closest('a[href^="#"]');
        if (a && goTo(a.getAttribute('href')))
            e.preventDefault();
    });
    document.addEventListener('submit', function (e) {
        if (store && e.target.getAttribute('action') === '/signout')
            store.clear();
    });
})();
