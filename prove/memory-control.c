/* SPDX-License-Identifier: MIT */
/* memory-control: reads past its memory, asks what nobody has written, loses memory and a file: prove/memory.sh sees each. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
	char *volatile p = malloc(10);
	const char *what = argc > 1 ? argv[1] : "";

	if (!p)
		return 1;
	if (!strcmp(what, "past"))
		return p[10] > 100 ? 3 : 4;
	if (!strcmp(what, "unwritten"))
		return p[5] > 100 ? 3 : 4;
	if (!strcmp(what, "lost"))
		p = NULL;
	if (!strcmp(what, "open") && open("/dev/null", O_RDONLY) < 0)
		return 1;
	free(p);
	return 0;
}
