/* SPDX-License-Identifier: MIT */
/* disk_tidy: what a kill may leave behind in our own state. */
#include "work/disk.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int disk_is_temp(const char *s)
{
	size_t n = strlen(s), tail = strlen(DISK_MARK) + DISK_RANDOM;

	return n < DISK_TEMP && n > tail && *s == '.' && !strchr(s, '/') &&
	       !strncmp(s + n - tail, DISK_MARK, strlen(DISK_MARK)) &&
	       strspn(s + n - DISK_RANDOM, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					   "abcdefghijklmnopqrstuvwxyz") == DISK_RANDOM;
}

/* Those in a folder of ours alone, and only what is ours: a name may be a chance. `go`: they go; else the first is enough. */
static size_t leftovers(const char *path, int go)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *one;
	struct stat st;
	size_t n = 0;
	int ours;

	if (!d) {
		if (fd >= 0)
			close(fd);
		return 0;
	}
	ours = !fstat(fd, &st) && st.st_uid == geteuid() && !(st.st_mode & 022);
	while (ours && (go || !n) && (one = readdir(d)))
		if (disk_is_temp(one->d_name) && !fstatat(fd, one->d_name, &st, AT_SYMLINK_NOFOLLOW) &&
		    S_ISREG(st.st_mode) && st.st_uid == geteuid())
			n += !go || !disk_unlink(fd, one->d_name);
	closedir(d);
	return n;
}

size_t disk_tidy(const char *dir)
{
	return leftovers(dir, 1);
}

int disk_has_temp(const char *dir)
{
	return leftovers(dir, 0) > 0;
}
