/*
 * Stands in the PATH for a compiler, linker or other tool (its own name says
 * which): the arguments, standard input and environment of one call enter; the
 * real tool's output and exit status leave, remembered from an earlier equal
 * call where there was one. Both programs under comparison see the same shim.
 *
 * MEMO_PROBE_PATH   the PATH on which the real tools are found
 * MEMO_PROBE_CACHE  the folder of remembered calls
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

struct bytes {
	char *data;
	size_t len, room;
};

static void die(const char *what)
{
	fprintf(stderr, "memo_probe: %s: %s\n", what, strerror(errno));
	_exit(125);
}

static void add(struct bytes *b, const void *data, size_t len)
{
	if (b->len + len > b->room) {
		b->room = (b->len + len) * 2 + 4096;
		b->data = realloc(b->data, b->room);
		if (!b->data)
			die("realloc");
	}
	memcpy(b->data + b->len, data, len);
	b->len += len;
}

static void add_text(struct bytes *b, const char *text)
{
	add(b, text, strlen(text) + 1);
}

static void slurp(int fd, struct bytes *b)
{
	char part[65536];
	ssize_t got;

	while ((got = read(fd, part, sizeof(part))) != 0) {
		if (got < 0)
			die("read");
		add(b, part, got);
	}
}

static void spill(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t put = write(fd, data, len);

		if (put < 0)
			return; /* the reader has gone: a tool would not mind either */
		data += put;
		len -= put;
	}
}

/* `.tmp_123/tmp.o`: the scratch name of cc-option, which differs every time. */
static const char *after_scratch(const char *arg)
{
	const char *p = arg + 5;

	if (strncmp(arg, ".tmp_", 5) || !isdigit((unsigned char)*p))
		return NULL;
	while (isdigit((unsigned char)*p))
		p++;
	return *p == '/' ? p : NULL;
}

static int harmless_output(const char *arg)
{
	return !strcmp(arg, "-") || !strcmp(arg, "/dev/null") || after_scratch(arg);
}

/* A call that reads a file or writes one that someone may read is not remembered. */
static int must_really_run(int argc, char **argv)
{
	struct stat st;

	for (int i = 1; i < argc; i++) {
		if (!strncmp(argv[i], "-o", 2)) {
			const char *out = argv[i][2] ? argv[i] + 2 : i + 1 < argc ? argv[i + 1] : "";

			if (!harmless_output(out))
				return 1;
			if (!argv[i][2])
				i++;
		} else if (argv[i][0] == '@' || (!stat(argv[i], &st) && S_ISREG(st.st_mode))) {
			return 1;
		}
	}
	return 0;
}

static int reads_stdin(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], "-") || !strcmp(argv[i], "/dev/stdin"))
			return 1;
	return 0;
}

/* Variables that differ from run to run and that no tool looks at. */
static int passing_variable(const char *text)
{
	return !strncmp(text, "KCONFIG_", 8) || !strncmp(text, "PWD=", 4) ||
	       !strncmp(text, "OLDPWD=", 7) || !strncmp(text, "_=", 2) ||
	       !strncmp(text, "XDG_CACHE_HOME=", 15);
}

static void describe(struct bytes *key, const char *real, int argc, char **argv,
		     const struct bytes *input)
{
	struct stat st;
	char line[128];

	add_text(key, real);
	if (stat(real, &st))
		die(real);
	snprintf(line, sizeof(line), "%lld %lld", (long long)st.st_size, (long long)st.st_mtime);
	add_text(key, line);
	for (int i = 1; i < argc; i++) {
		const char *rest = after_scratch(argv[i]);

		if (rest)
			add(key, ".tmp_", 5);
		add_text(key, rest ? rest : argv[i]);
	}
	add_text(key, "");
	for (char **e = environ; *e; e++)
		if (!passing_variable(*e))
			add_text(key, *e);
	add_text(key, "");
	add(key, input->data, input->len);
}

static uint64_t fnv(const struct bytes *b, uint64_t hash)
{
	for (size_t i = 0; i < b->len; i++)
		hash = (hash ^ (unsigned char)b->data[i]) * 1099511628211ULL;
	return hash;
}

static int run(const char *real, char **argv, const struct bytes *input, int out, int err)
{
	int status, in = memfd_create("stdin", 0);
	pid_t pid;

	spill(in, input->data, input->len);
	lseek(in, 0, SEEK_SET);
	pid = fork();
	if (pid < 0)
		die("fork");
	if (!pid) {
		dup2(in, 0);
		dup2(out, 1);
		dup2(err, 2);
		execv(real, argv);
		_exit(127);
	}
	if (waitpid(pid, &status, 0) < 0)
		die("waitpid");
	return status;
}

/* An entry: lengths of key, output, errors; exit status; then the three. */
struct head {
	uint64_t key, out, err;
	int64_t status;
};

static int replay(const char *path, const struct bytes *key)
{
	int fd = open(path, O_RDONLY);
	struct bytes entry = { 0 };
	struct head head;

	if (fd < 0)
		return -1;
	slurp(fd, &entry);
	close(fd);
	if (entry.len < sizeof(head))
		return -1;
	memcpy(&head, entry.data, sizeof(head));
	/* The whole key is compared: a collision of hashes must not give an answer. */
	if (entry.len != sizeof(head) + head.key + head.out + head.err || head.key != key->len ||
	    memcmp(entry.data + sizeof(head), key->data, key->len))
		return -1;
	spill(1, entry.data + sizeof(head) + head.key, head.out);
	spill(2, entry.data + sizeof(head) + head.key + head.out, head.err);
	return (int)head.status;
}

static void remember(const char *path, const struct bytes *key, const struct bytes *out,
		     const struct bytes *err, int status)
{
	struct head head = { key->len, out->len, err->len, status };
	char tmp[PATH_MAX + 16];
	int fd;

	snprintf(tmp, sizeof(tmp), "%s.%d", path, (int)getpid());
	fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL, 0644);
	if (fd < 0)
		return;
	spill(fd, (char *)&head, sizeof(head));
	spill(fd, key->data, key->len);
	spill(fd, out->data, out->len);
	spill(fd, err->data, err->len);
	close(fd);
	rename(tmp, path);
}

static const char *find_real(const char *name)
{
	static char path[PATH_MAX];
	char *search = strdup(getenv("MEMO_PROBE_PATH") ?: "/usr/bin:/bin"), *dir;

	while ((dir = strsep(&search, ":"))) {
		snprintf(path, sizeof(path), "%s/%s", dir, name);
		if (!access(path, X_OK))
			return path;
	}
	errno = ENOENT;
	die(name);
	return NULL;
}

int main(int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/'), *cache = getenv("MEMO_PROBE_CACHE");
	const char *real = find_real(slash ? slash + 1 : argv[0]);
	struct bytes key = { 0 }, input = { 0 }, out = { 0 }, err = { 0 };
	char path[PATH_MAX];
	int status, out_fd, err_fd;

	/* The real tool must see the world as it is without the shim. */
	setenv("PATH", getenv("MEMO_PROBE_PATH") ?: "/usr/bin:/bin", 1);
	argv[0] = (char *)real;
	if (!cache || must_really_run(argc, argv)) {
		execv(real, argv);
		die(real);
	}
	if (reads_stdin(argc, argv))
		slurp(0, &input);
	describe(&key, real, argc, argv, &input);
	snprintf(path, sizeof(path), "%s/%016llx%016llx", cache,
		 (unsigned long long)fnv(&key, 14695981039346656037ULL),
		 (unsigned long long)fnv(&key, 88172645463325252ULL));
	status = replay(path, &key);
	if (status >= 0)
		return status;
	out_fd = memfd_create("stdout", 0);
	err_fd = memfd_create("stderr", 0);
	status = run(real, argv, &input, out_fd, err_fd);
	lseek(out_fd, 0, SEEK_SET);
	lseek(err_fd, 0, SEEK_SET);
	slurp(out_fd, &out);
	slurp(err_fd, &err);
	spill(1, out.data, out.len);
	spill(2, err.data, err.len);
	if (!WIFEXITED(status))
		return 128;
	remember(path, &key, &out, &err, WEXITSTATUS(status));
	return WEXITSTATUS(status);
}
