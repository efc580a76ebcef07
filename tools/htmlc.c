/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * htmlc - turns an HTML template into C: htmlc TEMPLATE OUT.
 *
 *   % C code            a line of C (the function, declarations, loops, ifs)
 *   {{ expr }}          text, escaped for content and quoted attributes
 *   {{u expr }}         a part of a URL;  {{i expr }}  an integer
 *
 * Everything else is written to `h` as it stands, without the blanks that
 * begin a line; a single one is text and stays.  #line keeps compiler messages
 * on the template.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
text(FILE *out, const char *s, size_t n)
{
    if (n == 0)
        return;
    fputs("buf_lit(h, \"", out);
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '\n')
            fputs("\\n", out);
        else if (s[i] == '"' || s[i] == '\\')
            fprintf(out, "\\%c", s[i]);
        else
            putc(s[i], out);
    }
    fputs("\"); ", out);
}

static int
line_of(FILE *out, char *p, const char *name, int no)
{
    while (*p != '\0') {
        char *open = strstr(p, "{{"), *close;
        const char *fn = "html_text";

        if (open == NULL)
            break;
        close = strstr(open, "}}");
        if (close == NULL) {
            fprintf(stderr, "%s:%d: no closing }}\n", name, no);
            return -1;
        }
        text(out, p, (size_t)(open - p));
        open += 2;
        if (*open == 'u' || *open == 'i') {
            if (isspace((unsigned char)open[1]))
                fn = *open++ == 'u' ? "html_url" : "buf_int";
        }
        fprintf(out, "%s(h, %.*s); ", fn, (int)(close - open), open);
        p = close + 2;
    }
    text(out, p, strlen(p));
    return 0;
}

int
main(int argc, char **argv)
{
    FILE *in = argc == 3 ? fopen(argv[1], "r") : NULL, *out = in ? fopen(argv[2], "w") : NULL;
    char *line = NULL;
    size_t cap = 0;
    int no = 0, bad = 0;

    if (out == NULL) {
        fprintf(stderr, "usage: htmlc TEMPLATE OUT\n");
        return 2;
    }
    fputs("#include \"web/web.h\"\n", out);
    while (!bad && getline(&line, &cap, in) >= 0) {
        char *p = line + strspn(line, " \t");

        fprintf(out, "\n#line %d \"%s\"\n", ++no, argv[1]);
        if (*p == '%')
            fputs(p + 1, out);
        else if (p == line + 1 && *line == ' ')
            bad = line_of(out, line, argv[1], no);
        else
            bad = line_of(out, p, argv[1], no);
    }
    free(line);
    fclose(in);
    return fclose(out) != 0 || bad ? 1 : 0;
}
