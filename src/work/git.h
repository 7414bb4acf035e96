/* SPDX-License-Identifier: MIT */
/* git: the one place that runs git: what it says of the files of a plan, and the commit of them. */
#ifndef TOOLGAP_WORK_GIT_H
#define TOOLGAP_WORK_GIT_H

#include "base/kv.h"
#include "vendors/http.h"
#include "work/plan.h"
#include "work/workspace.h"

/*
 * git is never needed: without it, and outside of a repository, nothing is offered and all else works.
 *
 * It runs as child.h says: no shell, no terminal (an editor, a passphrase or a question of a hook fails at once; a
 * signing agent with a window of its own works), without toolgap's credentials. The variables by which a caller points
 * git elsewhere (GIT_DIR, GIT_INDEX_FILE …: a hook or an alias has them) are left out: the repository is the one that
 * the workspace lies in.
 */

/* "docs(routing): record SLUG routing (vendor=VENDOR)": data, in no language but this; heap string. */
char *git_message_new(const char *slug, const char *vendor);

/*
 * Right before a plan is written: can the files that it changes be committed by themselves? Nothing is written, the
 * index is not refreshed. Facts:
 *   commit       ready | no
 *   not_offered  why not, a sentence or more
 *   file         path from the workspace, tab, SHA-256 of the bytes that the plan writes; each file of the commit
 *   path         the same, the path alone, as a person reads it; `paths` are all of them in one line
 *   left         a file that stays out of it, with the reason in brackets
 *   head         the commit that HEAD names; not there before the first one
 *   message      as above
 *   by_hand      a line each for a shell: how a person does it; none where there is nothing to commit
 *   next         what comes next, a line each: the drift check, and the commit by hand or at least its message
 * Left out: what lies in the home folder, in another repository (a submodule), or is ignored. Not offered: in the middle
 * of a merge, rebase, cherry-pick or revert, and where one of the files has changes that are not committed, since a
 * commit would take them along.
 */
void git_look(const struct workspace *ws, const struct plan *p, struct http *http, struct kv *facts);

/*
 * The commit, as a conversation: begun, looked after, taken. `in`: the facts of git_look. First each file is held
 * against its hash, and the branch against `head`. What else is staged stays staged (--only), and is not in the commit.
 * Hooks run. When git refuses, or is ended, the index is as it was. Facts:
 *   result   done | refused
 *   detail   a sentence
 *   code     of refused, as an exit code: E_CHANGED for files that are not as they were written, E_TIMEOUT, else E_FAIL
 *   said     what git and its hooks said, a line each
 *   id       of the commit
 *   evidence as of any probe
 */
struct git_commit;
struct git_commit *git_commit_new(const struct workspace *ws, const struct kv *in, struct http *http);
int git_commit_over(struct git_commit *c);
const char *git_commit_doing(struct git_commit *c); /* the last line that was said, or "" */
void git_commit_stop(struct git_commit *c); /* ended if it is not over; the index is put right */
void git_commit_take(struct git_commit *c, struct kv *facts); /* once it is over, or stopped */
void git_commit_free(struct git_commit *c); /* stops it first */

#endif
