/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* embed - writes files as one C source (base/embed.h): embed OUT FILE …; the name is the base name */
#include <stdio.h>
#include <string.h>

static int
one(FILE *out, const char *path, int i)
{
    FILE *in = fopen(path, "rb");
    int ch, n = 0;

    if (in == NULL)
        return -1;
    fprintf(out, "static const unsigned char data_%d[] = {", i);
    while ((ch = getc(in)) != EOF)
        fprintf(out, n++ % 20 ? "%d," : "\n%d,", ch);
    fprintf(out, "0};\n");
    fclose(in);
    return n;
}

static const char *
base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

int
main(int argc, char **argv)
{
    int sizes[512];
    FILE *out;

    if (argc < 2 || argc > 512 || (out = fopen(argv[1], "wb")) == NULL)
        return 2;
    fprintf(out, "#include \"base/embed.h\"\n");
    for (int i = 2; i < argc; i++) {
        if ((sizes[i] = one(out, argv[i], i)) < 0) {
            fprintf(stderr, "embed: cannot read %s\n", argv[i]);
            return 1;
        }
    }
    fprintf(out, "const struct embedded embedded_files[] = {\n");
    for (int i = 2; i < argc; i++)
        fprintf(out, "{ \"%s\", { (const char *)data_%d, %d } },\n", base_name(argv[i]), i,
            sizes[i]);
    fprintf(out, "};\nconst size_t n_embedded_files = %d;\n", argc - 2);
    return fclose(out) == 0 ? 0 : 1;
}
