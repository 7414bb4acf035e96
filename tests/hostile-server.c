/* SPDX-License-Identifier: MIT */
/* hostile-server: a vendor that means harm: the first part of the path says how it behaves. For tests/hostile.sh. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/*
 * hostile-server LOG STRANGER: prints "PORT STRANGER_PORT\n" and serves until it is ended. A line per request goes to LOG
 * ("cookie" when it carried one); every byte that arrives at the stranger's port goes to STRANGER. A client that was
 * redirected, or that tells its key to somebody else, shows there.
 */
static int stranger_port, own_port;

static void put(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t did = send(fd, p, n, MSG_NOSIGNAL);

		if (did <= 0)
			_exit(0);
		p += did;
		n -= (size_t)did;
	}
}

static void puts_to(int fd, const char *s)
{
	put(fd, s, strlen(s));
}

static void nap(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

static void stall(void)
{
	for (;;)
		nap(60000);
}

static void answer(int fd, const char *head, const char *body)
{
	char line[256];

	(void)snprintf(line, sizeof(line), "HTTP/1.1 %s\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n", head,
		       strlen(body));
	puts_to(fd, line);
	puts_to(fd, body);
}

static void json(int fd, const char *body)
{
	answer(fd, "200 OK\r\nContent-Type: application/json", body);
}

/* ---- behaviours on the wire: the same for every question */

#define OK "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
#define EMPTY "{\"items\":[],\"next_cursor\":null,\"total_items\":0}"

static const struct {
	const char *name, *bytes; /* sent, then the connection is closed */
} raw[] = {
	{ "close", "" },
	{ "half-status", "HTTP/1.1 20" },
	{ "half-headers", "HTTP/1.1 200 OK\r\nContent-Ty" },
	{ "half-404", "HTTP/1.1 404 Not Found\r\nContent-Ty" },
	{ "half-body", OK "Content-Length: 1000\r\n\r\n{\"items\":[" },
	{ "half-chunk", OK "Transfer-Encoding: chunked\r\n\r\n40\r\n{\"items\":[" },
	{ "no-last-chunk", OK "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n" },
	{ "bad-chunk", OK "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n" },
	{ "huge-chunk-size", OK "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}" },
	{ "short-length", OK "Content-Length: 7\r\nConnection: close\r\n\r\n" EMPTY },
	{ "negative-length", OK "Content-Length: -5\r\n\r\n" EMPTY },
	{ "word-length", OK "Content-Length: many\r\n\r\n" EMPTY },
	{ "two-lengths", OK "Content-Length: 5\r\nContent-Length: 9\r\nConnection: close\r\n\r\n{\"a\":1}  " },
	{ "monstrous-length", OK "Content-Length: 99999999999999\r\n\r\n{" },
	{ "no-http", "I am no server of the web\r\n\r\n" },
	{ "http09", EMPTY },
	{ "bad-status", "HTTP/1.1 abc OK\r\n\r\n" },
	{ "status-999", "HTTP/1.1 999 Odd\r\nContent-Length: 2\r\n\r\n{}" },
	{ "http3", "HTTP/3.7 200 OK\r\nContent-Length: 2\r\n\r\n{}" },
	{ "switch", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n" },
	{ "empty", OK "Content-Length: 0\r\n\r\n" },
	{ "no-content", "HTTP/1.1 204 No Content\r\n\r\n" },
	{ "unauthorized", "HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n{}" },
	{ "limit", "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 2\r\n\r\n{}" },
	{ "limit-1", "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 2\r\n\r\n{}" },
	{ "limit-long", "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 99999999999\r\nContent-Length: 2\r\n\r\n{}" },
	{ "limit-odd", "HTTP/1.1 429 Too Many Requests\r\nRetry-After: -1; \x1b[2J\r\nContent-Length: 2\r\n\r\n{}" },
	{ "down", "HTTP/1.1 503 Service Unavailable\r\nRetry-After: Fri, 01 Jan 2100 00:00:00 GMT\r\nContent-Length: 0\r\n\r\n" },
	{ "html", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<!doctype html><title>x</title>" },
	{ "html-as-json", OK "Connection: close\r\n\r\n<html><body>Not found</body></html>" },
	{ "bom", OK "Connection: close\r\n\r\n\xef\xbb\xbf" EMPTY },
	{ "not-utf8", OK "Connection: close\r\n\r\n{\"items\":[],\"x\":\"\xff\xfe\"}" },
	{ "control-raw", OK "Connection: close\r\n\r\n{\"items\":[],\"x\":\"a\x01\"}" },
	{ "nul-escape", OK "Connection: close\r\n\r\n{\"items\":[],\"x\":\"a\\u0000b\"}" },
	{ "twice", OK "Connection: close\r\n\r\n{\"items\":[],\"items\":[]}" },
	{ "tail", OK "Connection: close\r\n\r\n" EMPTY "{}" },
	{ "unclosed", OK "Connection: close\r\n\r\n{\"items\":[" },
	{ "nothing", OK "Connection: close\r\n\r\nnull" },
	{ "to-file", "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n" },
	{ "to-script", "HTTP/1.1 302 Found\r\nLocation: javascript:alert(1)\r\nContent-Length: 0\r\n\r\n" },
	{ "to-other-host", "HTTP/1.1 302 Found\r\nLocation: https://elsewhere.invalid/x\r\nContent-Length: 0\r\n\r\n" },
	{ "to-nowhere", "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n" },
	{ "round-and-round", "HTTP/1.1 307 Temporary Redirect\r\nLocation: /round-and-round/x\r\nContent-Length: 0\r\n\r\n" },
	{ "cookies", "HTTP/1.1 404 Not Found\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 2\r\n\r\n{}" },
};

static void redirect(int fd, int status, int port, const char *user)
{
	char s[256];

	(void)snprintf(s, sizeof(s), "HTTP/1.1 %d Elsewhere\r\nLocation: http://%s127.0.0.1:%d/take\r\nContent-Length: 0\r\n\r\n",
		       status, user, port);
	puts_to(fd, s);
}

static void repeat(int fd, const char *what, long times)
{
	char block[65536];
	size_t n = strlen(what), fill = 0;

	while (fill + n <= sizeof(block)) {
		memcpy(block + fill, what, n);
		fill += n;
	}
	for (; times > 0; times -= (long)(fill / n))
		put(fd, block, (size_t)times < fill / n ? (size_t)times * n : fill);
}

/* 200 MB in chunks of 64 KiB. */
static void flood(int fd)
{
	char block[65536];
	int i;

	memset(block, ' ', sizeof(block));
	puts_to(fd, OK "Transfer-Encoding: chunked\r\n\r\n");
	for (i = 0; i < 3200; i++) {
		puts_to(fd, "10000\r\n");
		put(fd, block, sizeof(block));
		puts_to(fd, "\r\n");
	}
	puts_to(fd, "0\r\n\r\n");
}

/* Ten megabytes of blanks, as gzip would pack them: stored here by hand, so that no library is needed. */
static void bomb(int fd)
{
	static const unsigned char head[] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3 };
	static const unsigned char part[] = { 0x00, 0xff, 0xff, 0x00, 0x00 }; /* a stored block of 65535 bytes */
	char block[65535];
	int i;

	memset(block, ' ', sizeof(block));
	puts_to(fd, OK "Content-Encoding: gzip\r\nConnection: close\r\n\r\n");
	put(fd, (const char *)head, sizeof(head));
	for (i = 0; i < 20; i++) {
		put(fd, (const char *)part, sizeof(part));
		put(fd, block, sizeof(block));
	}
}

static void slow_header(int fd)
{
	puts_to(fd, "HTTP/1.1 200 OK\r\n");
	for (;;) {
		puts_to(fd, "x");
		nap(20);
	}
}

static int on_wire(int fd, const char *name)
{
	struct linger hard = { 1, 0 };
	size_t i;

	for (i = 0; i < sizeof(raw) / sizeof(*raw); i++)
		if (!strcmp(raw[i].name, name)) {
			puts_to(fd, raw[i].bytes);
			return 1;
		}
	if (!strcmp(name, "stall")) {
		stall();
	} else if (!strcmp(name, "stall-headers")) {
		puts_to(fd, "HTTP/1.1 200 OK\r\n");
		stall();
	} else if (!strcmp(name, "stall-body")) {
		puts_to(fd, OK "Content-Length: 100\r\n\r\n{");
		stall();
	} else if (!strcmp(name, "drip")) {
		puts_to(fd, OK "Transfer-Encoding: chunked\r\n\r\n");
		for (;;) {
			puts_to(fd, "1\r\n \r\n");
			nap(20);
		}
	} else if (!strcmp(name, "slow-header")) {
		slow_header(fd);
	} else if (!strcmp(name, "reset")) {
		(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
	} else if (!strcmp(name, "flood")) {
		flood(fd);
	} else if (!strcmp(name, "flood-length")) {
		puts_to(fd, OK "Content-Length: 200000000\r\n\r\n");
		repeat(fd, " ", 200000000);
	} else if (!strcmp(name, "bomb")) {
		bomb(fd);
	} else if (!strcmp(name, "brackets")) {
		puts_to(fd, OK "Connection: close\r\n\r\n");
		repeat(fd, "[", 1000000);
	} else if (!strcmp(name, "values")) {
		puts_to(fd, OK "Connection: close\r\n\r\n{\"items\":[0");
		repeat(fd, ",0", 900000);
		puts_to(fd, "]}");
	} else if (!strcmp(name, "digits")) {
		puts_to(fd, OK "Connection: close\r\n\r\n{\"items\":[],\"total_items\":");
		repeat(fd, "9", 100000);
		puts_to(fd, "}");
	} else if (!strcmp(name, "headers")) {
		puts_to(fd, "HTTP/1.1 200 OK\r\n");
		repeat(fd, "X-Another: one\r\n", 100000);
		puts_to(fd, "\r\n{}");
	} else if (!strcmp(name, "long-header")) {
		puts_to(fd, "HTTP/1.1 200 OK\r\nX-Long: ");
		repeat(fd, "y", 1000000);
		puts_to(fd, "\r\n\r\n{}");
	} else if (!strcmp(name, "continue")) {
		repeat(fd, "HTTP/1.1 100 Continue\r\nX: y\r\n\r\n", 100000);
	} else if (!strcmp(name, "to-stranger")) {
		redirect(fd, 302, stranger_port, "");
	} else if (!strcmp(name, "to-stranger-307")) {
		redirect(fd, 307, stranger_port, "");
	} else if (!strcmp(name, "to-user")) {
		redirect(fd, 302, own_port, "me:you@");
	} else {
		return 0;
	}
	return 1;
}

/* ---- behaviours in what is said: a catalog whose answers are well-formed, and wrong */

#define ITEM(slug, name) "{\"slug\":\"" slug "\",\"name\":\"" name "\",\"meta\":{\"description\":\"google tag manager\"}}"

static const struct {
	const char *name, *list; /* NULL: made below */
	const char *one;	 /* to a question for a slug; NULL: 404 */
} said[] = {
	{ "items-object", "{\"items\":{}}", NULL },
	{ "items-null", "{\"items\":null}", NULL },
	{ "items-numbers", "{\"items\":[1,2,3],\"total_items\":3}", NULL },
	{ "slug-path", "{\"items\":[" ITEM("../../x", "Google Tag Manager") "]}", NULL },
	{ "slug-space", "{\"items\":[" ITEM("a b", "Google Tag Manager") "]}", NULL },
	{ "slug-escape", "{\"items\":[" ITEM("\\u001b[2Jx", "Google Tag Manager") "]}", NULL },
	{ "total-lies", "{\"items\":[],\"next_cursor\":null,\"total_items\":9}", NULL },
	{ "cursor-long", NULL, NULL },
	{ "cursor-same", "{\"items\":[],\"next_cursor\":\"A\"}", NULL },
	{ "cursor-loop", NULL, NULL },
	{ "cursor-endless", NULL, NULL },
	{ "names", "{\"items\":[" ITEM("x_tags", "Tags\\u001b[2J\\u001b]0;owned\\u0007 \\u202eevil\\u200b\\u009b31m \\u2066x") "],\"total_items\":1}", NULL },
	{ "other-one", EMPTY, ITEM("zzz", "Something Else") },
	{ "one-list", EMPTY, "[]" },
	{ "one-empty", EMPTY, "{}" },
	{ "echo-401", NULL, NULL },
};

static void cursor_page(int fd, const char *name, const char *request)
{
	static const char *const loop[] = { "A", "B", "C", "A" };
	const char *at = strstr(request, "cursor=");
	char s[4096], big[3001];
	int page = at ? atoi(at + 8) : 0;

	if (!strcmp(name, "cursor-long")) {
		memset(big, 'x', 3000);
		big[3000] = '\0';
		(void)snprintf(s, sizeof(s), "{\"items\":[],\"next_cursor\":\"%s\"}", big);
	} else if (!strcmp(name, "cursor-loop")) {
		page = !at ? 0 : at[7] - 'A' + 1;
		(void)snprintf(s, sizeof(s), "{\"items\":[],\"next_cursor\":\"%s\"}", loop[page & 3]);
	} else {
		(void)snprintf(s, sizeof(s), "{\"items\":[],\"next_cursor\":\"c%d\"}", page + 1);
	}
	json(fd, s);
}

/* A message that repeats the whole request, credentials and all. */
static void echo(int fd, const char *request)
{
	char s[8192];
	size_t n = 0;

	n += (size_t)snprintf(s, sizeof(s), "{\"error\":{\"message\":\"");
	for (; *request && n < 7000; request++)
		s[n++] = (*request >= ' ' && *request < 127 && *request != '"' && *request != '\\') ? *request : ' ';
	(void)snprintf(s + n, sizeof(s) - n, "\",\"code\":10401,\"status\":401}}");
	answer(fd, "401 Unauthorized\r\nContent-Type: application/json", s);
}

static void in_words(int fd, const char *name, const char *request)
{
	int one = strstr(request, "/toolkits/") != NULL && strstr(request, "/toolkits/") < strchr(request, '\n');
	size_t i;

	for (i = 0; i < sizeof(said) / sizeof(*said); i++)
		if (!strcmp(said[i].name, name))
			break;
	if (i == sizeof(said) / sizeof(*said)) {
		answer(fd, "500 No Such Behaviour", "{}");
		return;
	}
	if (!strcmp(name, "echo-401"))
		echo(fd, request);
	else if (one && said[i].one)
		json(fd, said[i].one);
	else if (one)
		answer(fd, "404 Not Found\r\nContent-Type: application/json", "{\"error\":{\"message\":\"not found\"}}");
	else if (strstr(request, "limit=1 ") && !strstr(request, "search="))
		json(fd, "{\"items\":[],\"total_items\":1600}");
	else if (said[i].list)
		json(fd, said[i].list);
	else
		cursor_page(fd, name, request);
}

/* ---- a token that is none: POST /oauth/token of the other vendor */

static const struct {
	const char *name, *body;
} tokens[] = {
	{ "token-crlf", "{\"access_token\":\"a\\r\\nX-Evil: 1\",\"expires_in\":3600}" },
	{ "token-number", "{\"access_token\":7}" },
	{ "token-long", NULL },
	{ "token-dead", "{\"access_token\":\"abc\",\"expires_in\":-5}" },
};

static int as_token(int fd, const char *name)
{
	char big[9000];
	size_t i;

	for (i = 0; i < sizeof(tokens) / sizeof(*tokens); i++) {
		if (strcmp(tokens[i].name, name) != 0)
			continue;
		if (!tokens[i].body) {
			(void)snprintf(big, sizeof(big), "{\"access_token\":\"%08000d\"}", 1);
			json(fd, big);
		} else {
			json(fd, tokens[i].body);
		}
		return 1;
	}
	return 0;
}

/* ---- an MCP server whose streams stay open: POST to mcp-… */

#define EVENTS "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
#define NOTES                                                                                                  \
	": open\n\nevent: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\"}\n\n"             \
	"data: {\"jsonrpc\":\"2.0\",\"id\":%ld,\"method\":\"ping\"}\n\ndata: {\"jsonrpc\":\"2.0\",\"id\":99,\"result\":{}}\n\n"
#define HELLO "{\"jsonrpc\":\"2.0\",\"id\":%ld,\"result\":{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{}}}"
#define LIST                                                                                                   \
	"{\"jsonrpc\":\"2.0\",\"id\":%ld,\ndata: \"result\":{\"tools\":[{\"name\":\"google_tag_manager-list-tags\","       \
	"\"description\":\"Lists tags\"}]}}"

/* A few bytes at a time, as they may come over a network. */
static void in_pieces(int fd, const char *s)
{
	size_t n = strlen(s), part;

	for (; n; s += part, n -= part) {
		part = n < 9 ? n : 9;
		put(fd, s, part);
		nap(1);
	}
}

static int as_mcp(int fd, const char *name, const char *request)
{
	const char *at = strstr(request, "\"id\":");
	long id = at ? atol(at + 5) : 0;
	char s[2048];
	size_t n;

	if (strncmp(name, "mcp-", 4) != 0)
		return 0;
	if (!strcmp(name, "mcp-chat")) { /* talks for ever, and never to the point */
		puts_to(fd, EVENTS);
		for (;;) {
			(void)snprintf(s, sizeof(s), NOTES, id);
			puts_to(fd, s);
			nap(20);
		}
	}
	if (!strcmp(name, "mcp-flood")) {
		puts_to(fd, EVENTS);
		repeat(fd, "data: {}\n\n", 2000000);
		stall();
	}
	if (!id && strcmp(name, "mcp-note") != 0) {
		answer(fd, "202 Accepted", "");
		return 1;
	}
	n = (size_t)snprintf(s, sizeof(s), NOTES "data: ", id);
	if (strcmp(name, "mcp-late") != 0 || !strstr(request, "tools/list"))
		(void)snprintf(s + n, sizeof(s) - n, strstr(request, "tools/list") ? LIST "\n\n" : HELLO "\n\n", id);
	puts_to(fd, EVENTS);
	in_pieces(fd, s);
	stall();
	return 1;
}

/* ---- */

static void serve(int fd, int log)
{
	char request[16384], name[64] = "", line[128];
	size_t n = 0;
	char *head = NULL;
	const char *length;

	while (n < sizeof(request) - 1 && !head) {
		ssize_t got = recv(fd, request + n, sizeof(request) - 1 - n, 0);

		if (got <= 0)
			_exit(0);
		n += (size_t)got;
		request[n] = '\0';
		head = strstr(request, "\r\n\r\n");
		if ((unsigned char)request[0] == 0x16)
			_exit(0); /* somebody tries TLS: cut */
	}
	(void)sscanf(request, "%*s /%63[^/ ?]", name);
	for (length = strcasestr(request, "\r\ncontent-length:"); length && n < sizeof(request) - 1 &&
	     n < (size_t)(head + 4 - request) + (size_t)atol(length + 17);) {
		ssize_t got = recv(fd, request + n, sizeof(request) - 1 - n, 0);

		if (got <= 0)
			_exit(0);
		n += (size_t)got;
		request[n] = '\0';
	}
	(void)snprintf(line, sizeof(line), "%s%s\n", name, strcasestr(request, "\r\ncookie:") ? " cookie" : "");
	if (write(log, line, strlen(line)) < 0)
		_exit(1);
	if (!on_wire(fd, name) && !as_token(fd, name) && !as_mcp(fd, name, request))
		in_words(fd, name, request);
	shutdown(fd, SHUT_WR);
	nap(20);
	_exit(0);
}

static void stranger(int fd, const char *path)
{
	char block[4096];
	FILE *f = fopen(path, "ae");
	ssize_t n;

	if (!f)
		_exit(1);
	fputs("somebody came: ", f);
	fflush(f);
	while ((n = recv(fd, block, sizeof(block), 0)) > 0) {
		fwrite(block, 1, (size_t)n, f);
		fflush(f);
	}
	_exit(0);
}

static int listen_on(int *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&a, len) || listen(fd, 64) ||
	    getsockname(fd, (struct sockaddr *)&a, &len)) {
		perror("hostile-server");
		exit(1);
	}
	*port = ntohs(a.sin_port);
	return fd;
}

static void take(int listener, int log, const char *path)
{
	int fd = accept(listener, NULL, NULL);

	if (fd < 0)
		return;
	if (fork() == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* those that stall go with us */
		if (path)
			stranger(fd, path);
		serve(fd, log);
	}
	close(fd);
}

int main(int argc, char **argv)
{
	int own = listen_on(&own_port), other = listen_on(&stranger_port);
	FILE *log;

	if (argc != 3 || !(log = fopen(argv[1], "ae"))) {
		fputs("usage: hostile-server LOG STRANGER\n", stderr);
		return 2;
	}
	signal(SIGCHLD, SIG_IGN);
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	printf("%d %d\n", own_port, stranger_port);
	fflush(stdout);
	for (;;) {
		fd_set set;

		FD_ZERO(&set);
		FD_SET(own, &set);
		FD_SET(other, &set);
		if (select((own > other ? own : other) + 1, &set, NULL, NULL, NULL) < 0)
			continue;
		if (FD_ISSET(own, &set))
			take(own, fileno(log), NULL);
		if (FD_ISSET(other, &set))
			take(other, -1, argv[2]);
	}
}
