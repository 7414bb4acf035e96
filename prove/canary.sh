#!/bin/sh
# SPDX-License-Identifier: MIT
# canary.sh: random keys through every command; they turn up with their own vendors and nowhere else.
needs='strace git'
. "${0%/*}/lib.sh"
strace -f -o /dev/null true 2>/dev/null || cannot 'strace may not trace here'
all_connected
vendors
fresh
unset TOOLGAP_NOW
# a repository, so that git is started, too
(cd "$W" && git init -q . && git add -A && git -c user.name=x -c user.email=x@x.example commit -qm x) >/dev/null 2>&1
printf '[user]\n\tname = x\n\temail = x@x.example\n' >"$H/.gitconfig"
mkdir -p "$tmp/look" "$tmp/path"
# clients of one's own, so that `clients verify` and a helper start something
for client in claude codex; do
	printf '#!/bin/sh\nexit 0\n' >"$tmp/path/$client"
	chmod +x "$tmp/path/$client"
done
PATH=$tmp/path:$PATH
export PATH
look canary "$W" "$tmp/look"
