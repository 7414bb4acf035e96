/* SPDX-License-Identifier: MIT */
/* alloc-control: a program that looks whether there was memory only now and then: what prove/alloc.sh must see. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
	char *checked = malloc(8000), *volatile unchecked, *volatile forgotten;
	int i, told = 0;

	if (!checked) {
		fputs("out of memory\n", stderr);
		return 1;
	}
	for (i = 0; i < 20; i++) {
		unchecked = malloc(100);
		memset(unchecked, i, 100); /* a signal */
		free(unchecked);
		forgotten = malloc(10);
		told += forgotten != NULL; /* less is said, and nobody is told */
		free(forgotten);
	}
	printf("%d\n", told);
	free(checked);
	return 0;
}
