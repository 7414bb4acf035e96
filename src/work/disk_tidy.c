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

size_t disk_tidy(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *one;
	struct stat st;
	size_t n = 0;

	if (!d) {
		if (fd >= 0)
			close(fd);
		return 0;
	}
	/* only in a folder of ours alone, and only what is ours: a name may be a chance */
	if (!fstat(fd, &st) && st.st_uid == geteuid() && !(st.st_mode & 022))
		while ((one = readdir(d)))
			if (disk_is_temp(one->d_name) && !fstatat(fd, one->d_name, &st, AT_SYMLINK_NOFOLLOW) &&
			    S_ISREG(st.st_mode) && st.st_uid == geteuid())
				n += !disk_unlink(fd, one->d_name);
	closedir(d);
	return n;
}
