/* SPDX-License-Identifier: MIT */
/* term: curses: open and close, cells out, keys in. */
#include "ui/term.h"

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/osc.h"
#include "ui/tty.h"

#include <curses.h>
#include <langinfo.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>

/* behind the last key of curses */
#define PASTE_BEGIN (KEY_MAX + 1)
#define PASTE_END (KEY_MAX + 2)
#define ESC_MS 25
#define COLS_MAX 500
#define ROWS_MAX 300
#define PAIR_CODE 5
#define MOUSE_ON "\033[?1006;1000h"
#define MOUSE_OFF "\033[?1006;1000l"
#define SEQUENCE_MAX 32 /* of an escape sequence that nobody knows */

static SCREEN *screen;
static int colours, pasting, mouse, ansi; /* ansi: rows and columns are told as ANSI has it */
static struct osc_link shown_link; /* what the terminal was told last */

/* ---- open and close */

static enum tty_text collecting;

static int collect(int c)
{
	tty_add(collecting, (char)c);
	return c;
}

static void add_cap(enum tty_text to, const char *cap)
{
	const char *s = tigetstr(cap);

	collecting = to;
	if (s && s != (char *)-1)
		(void)tputs(s, 1, collect);
}

/* What switches our modes on and off, in terms of this terminal. */
static void learn(void)
{
	const char *cup = tigetstr("cup");

	ansi = cup && cup != (char *)-1 && !strncmp(cup, "\033[", 2);
	add_cap(TTY_PASTE_ON, "BE");
	add_cap(TTY_PASTE_OFF, "BD");
	add_cap(TTY_LEAVE, "BD");
	add_cap(TTY_LEAVE, "sgr0");
	add_cap(TTY_LEAVE, "cnorm");
	add_cap(TTY_LEAVE, "rmkx");
	add_cap(TTY_LEAVE, "rmcup");
	add_cap(TTY_ENTER, "smcup");
	add_cap(TTY_ENTER, "smkx");
	add_cap(TTY_ENTER, "BE");
}

static void add_text(enum tty_text to, const char *s)
{
	for (; *s; s++)
		tty_add(to, *s);
}

void term_mouse(void)
{
	mouse = 1;
}

int term_known(struct err *e)
{
	const char *name = getenv("TERM"), *cup;
	int rc = 0, bad;

	if (!name || !*name || !strcmp(name, "dumb"))
		return err_set(e, E_USAGE,
			       _("This terminal (TERM) has no full screen; use --ui=line."));
	if (setupterm(NULL, STDOUT_FILENO, &rc) == ERR)
		return err_set(e, E_USAGE,
			       _("This terminal (TERM) is not known here; use --ui=line."));
	cup = tigetstr("cup");
	bad = !cup || cup == (char *)-1;
	del_curterm(cur_term);
	return bad ? err_set(e, E_USAGE,
			     _("This terminal cannot move its cursor; use --ui=line."))
		   : 0;
}

static int can(struct err *e)
{
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_set(e, E_USAGE, _("The full screen needs a terminal; use --ui=line."));
	return term_known(e);
}

static void start_colours(int color)
{
	static const short pairs[] = { COLOR_GREEN, COLOR_RED, COLOR_YELLOW, COLOR_CYAN };
	size_t i;

	colours = color && has_colors() && start_color() == OK && use_default_colors() == OK;
	for (i = 0; colours && i < sizeof(pairs) / sizeof(*pairs); i++)
		init_pair((short)(i + 1), pairs[i], -1);
	if (colours)
		init_pair(PAIR_CODE, COLOR_BLACK, COLOR_WHITE);
}

static void define(const char *cap, int code)
{
	const char *s = tigetstr(cap);

	if (s && s != (char *)-1)
		(void)define_key(s, code);
}

int term_open(int color, struct err *e)
{
	static int registered;

	if (screen)
		return 0;
	if (can(e))
		return -1;
	tty_open();
	use_env(FALSE);
	use_tioctl(TRUE);
	screen = newterm(NULL, stdout, stdin);
	if (!screen) {
		tty_close();
		return err_set(e, E_USAGE, _("The terminal could not be opened; use --ui=line."));
	}
	learn();
	cbreak();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	if (!getenv("ESCDELAY"))
		set_escdelay(ESC_MS);
	define("PS", PASTE_BEGIN);
	define("PE", PASTE_END);
	start_colours(color);
	if (mouse) {
		mousemask(BUTTON1_PRESSED | BUTTON1_CLICKED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
		mouseinterval(0);
		add_text(TTY_LEAVE, MOUSE_OFF);
		add_text(TTY_ENTER, MOUSE_ON);
	}
	refresh();
	pasting = 0;
	tty_ours();
	if (!registered && !atexit(term_close))
		registered = 1;
	return 0;
}

void term_close(void)
{
	if (!screen)
		return;
	term_pause();
	tty_close();
	delscreen(screen);
	screen = NULL;
}

void term_pause(void)
{
	if (!tty_shown())
		return;
	curs_set(1);
	endwin();
	tty_theirs();
}

void term_resume(void)
{
	if (!screen || tty_shown())
		return;
	tty_coming();
	refresh(); /* curses enters its modes again */
	tty_ours();
	tty_repaint();
	pasting = 0;
}

void term_repaint(void)
{
	tty_repaint();
}

int term_ascii(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
}

/* ---- drawing */

void term_size(int *cols, int *rows)
{
	struct winsize ws;

	if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) && ws.ws_col && ws.ws_row) {
		int c = ws.ws_col < COLS_MAX ? ws.ws_col : COLS_MAX;
		int r = ws.ws_row < ROWS_MAX ? ws.ws_row : ROWS_MAX;

		if (c != COLS || r != LINES)
			(void)resizeterm(r, c);
	}
	*cols = COLS;
	*rows = LINES;
}

static attr_t look(enum style st, short *pair)
{
	static const struct {
		attr_t attr;
		short pair;
	} looks[] = {
		[STYLE_PLAIN] = { A_NORMAL, 0 }, [STYLE_DIM] = { A_DIM, 0 },
		[STYLE_BOLD] = { A_BOLD, 0 },    [STYLE_FOCUS] = { A_BOLD, 4 },
		[STYLE_OK] = { A_NORMAL, 1 },    [STYLE_WARN] = { A_BOLD, 3 },
		[STYLE_DANGER] = { A_BOLD, 2 },  [STYLE_ADD] = { A_NORMAL, 1 },
		[STYLE_DEL] = { A_NORMAL, 2 },   [STYLE_CODE] = { A_NORMAL, PAIR_CODE },
	};

	*pair = (short)(colours ? looks[st].pair : 0);
	return st == STYLE_CODE && !colours ? A_REVERSE : looks[st].attr;
}

static void blit_row(const struct frame *f, int row, cchar_t *line)
{
	const struct cell *c = &f->cells[(size_t)row * (size_t)f->cols];
	int col, n = 0;

	for (col = 0; col < f->cols; col++) {
		wchar_t text[4] = { c[col].ch, c[col].comb[0], c[col].comb[1], 0 };
		short pair;
		attr_t attr = look(c[col].style, &pair);

		if (c[col].ch)
			(void)setcchar(&line[n++], text, attr, pair, NULL);
	}
	(void)mvadd_wchnstr(row, 0, line, n);
}

/* The same text once more, as a link: curses has no cell for that. Only when it is not there already. */
static void tell_link(const struct frame *f)
{
	struct buf b = BUF_INIT, text = BUF_INIT;

	frame_link_text(f, &text);
	if (osc_link_is(&shown_link, f->link, f->link_row, f->link_col, buf_str(&text))) {
		buf_free(&text);
		return;
	}
	osc_link_set(&shown_link, f->link, f->link_row, f->link_col, buf_str(&text));
	if (f->link && ansi && f->link_row < LINES && f->link_col + f->link_cols <= COLS) {
		osc_go(&b, f->link_row, f->link_col);
		osc_link_put(&b, f->link, buf_str(&text));
		osc_go(&b, f->cur_row < LINES ? f->cur_row : LINES - 1, f->cur_col < COLS ? f->cur_col : COLS - 1);
		tty_write(b.p, b.len);
	}
	buf_free(&b);
	buf_free(&text);
}

void term_blit(const struct frame *f)
{
	cchar_t *line;
	int row;

	if (!screen || !tty_shown())
		return;
	if (tty_take_repaint()) {
		osc_link_free(&shown_link);
		clearok(curscr, TRUE);
		curs_set(1); /* as it was left; what curses believes is older */
	}
	line = mem_array(NULL, (size_t)f->cols, sizeof(*line));
	erase();
	for (row = 0; row < f->rows && row < LINES; row++)
		blit_row(f, row, line);
	free(line);
	curs_set(f->cur_visible ? 1 : 0);
	move(f->cur_row < LINES ? f->cur_row : LINES - 1,
	     f->cur_col < COLS ? f->cur_col : COLS - 1);
	refresh();
	tell_link(f);
}

/* ---- keys */

static enum key_code special(wint_t c)
{
	static const struct {
		int curses;
		enum key_code ours;
	} map[] = {
		{ KEY_ENTER, KEY_K_ENTER },     { KEY_UP, KEY_K_UP },
		{ KEY_DOWN, KEY_K_DOWN },       { KEY_LEFT, KEY_K_LEFT },
		{ KEY_RIGHT, KEY_K_RIGHT },     { KEY_PPAGE, KEY_K_PGUP },
		{ KEY_NPAGE, KEY_K_PGDN },      { KEY_HOME, KEY_K_HOME },
		{ KEY_END, KEY_K_END },         { KEY_BTAB, KEY_K_BACKTAB },
		{ KEY_BACKSPACE, KEY_K_BACKSPACE }, { KEY_DC, KEY_K_DELETE },
		{ KEY_F(1), KEY_K_F1 },         { KEY_RESIZE, KEY_K_RESIZE },
		{ KEY_MOUSE, KEY_K_CLICK }, { PASTE_BEGIN, KEY_K_PASTE_BEGIN }, { PASTE_END, KEY_K_PASTE_END },
	};
	size_t i;

	for (i = 0; i < sizeof(map) / sizeof(*map); i++)
		if ((wint_t)map[i].curses == c)
			return map[i].ours;
	return KEY_CHAR; /* none of ours */
}

/* After ESC: 1 when more of a sequence followed at once, which is then swallowed (Alt and a key,
   a key that terminfo does not know). */
static int swallow(void)
{
	wint_t c;
	int i;

	if (get_wch(&c) != OK)
		return 0;
	if (c == L'O')
		(void)get_wch(&c);
	for (i = 0; c == L'[' && i < SEQUENCE_MAX; i++) {
		wint_t d;

		if (get_wch(&d) != OK || (d >= 0x40 && d <= 0x7E))
			break;
	}
	return 1;
}

static enum key_code plain_key(wint_t c)
{
	switch (c) {
	case '\r':
	case '\n':
		return KEY_K_ENTER;
	case '\t':
		return KEY_K_TAB;
	case 0x1B:
		return KEY_K_ESC;
	case 0x08:
	case 0x7F:
		return KEY_K_BACKSPACE;
	default:
		return KEY_CHAR;
	}
}

/* Where, and with what: the wheel is up and down. */
static int clicked(struct key *k)
{
	MEVENT ev;

	if (getmouse(&ev) != OK)
		return 0;
	k->row = ev.y;
	k->col = ev.x;
	if (ev.bstate & BUTTON4_PRESSED)
		k->code = KEY_K_UP;
	else if (ev.bstate & BUTTON5_PRESSED)
		k->code = KEY_K_DOWN;
	else if (!(ev.bstate & (BUTTON1_PRESSED | BUTTON1_CLICKED)))
		return 0;
	return 1;
}

/* One key from curses. 1 when k holds one, 0 to ask again, −1 when there is none. */
static int read_key(struct key *k)
{
	wint_t c;
	int rc = get_wch(&c);

	if (rc == ERR)
		return -1;
	k->ch = 0;
	k->pasted = pasting;
	if (rc == KEY_CODE_YES) {
		k->code = special(c);
		if (k->code == KEY_K_PASTE_BEGIN || k->code == KEY_K_PASTE_END)
			pasting = k->code == KEY_K_PASTE_BEGIN;
		else if (pasting && k->code != KEY_K_RESIZE)
			return 0; /* no key is pressed inside of a paste */
		if (k->code == KEY_K_CLICK)
			return clicked(k);
		return k->code != KEY_CHAR;
	}
	k->code = pasting ? KEY_CHAR : plain_key(c);
	k->ch = (wchar_t)c;
	return !(k->code == KEY_K_ESC && swallow());
}

int term_key(struct key *k)
{
	int rc;

	if (!screen || !tty_shown())
		return 0;
	while ((rc = read_key(k)) == 0)
		;
	while (rc > 0 && k->code == KEY_K_RESIZE) {
		struct key more;

		rc = read_key(&more); /* many at once are one */
		if (rc <= 0)
			return 1;
		*k = more;
	}
	return rc > 0;
}

int term_drain(void)
{
	struct key k;
	int some = 0;

	while (term_key(&k))
		some |= k.code != KEY_K_RESIZE;
	if (screen)
		flushinp();
	return some;
}

int term_gone(void)
{
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };

	return poll(&p, 1, 0) > 0 && (p.revents & (POLLHUP | POLLERR | POLLNVAL));
}
