/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Before anything is painted: the system's theme when the person chose none. */
(function () {
    var root = document.documentElement, dark = matchMedia('(prefers-color-scheme: dark)');

    function apply() {
        if (root.dataset.theme === 'auto')
            root.dataset.bsTheme = dark.matches ? 'dark' : 'light';
    }
    apply();
    dark.addEventListener('change', apply);
})();
