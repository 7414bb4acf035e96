# SPDX-License-Identifier: MIT
"""peer-toml.py: what Python's tomllib makes of the files that peer-files edited: lines on standard input, COUNT expected."""
import json
import platform
import sys
import tomllib

ENTRY = {"url": "https://remote.mcp.pipedream.net/v3", "bearer_token_env_var": "PIPEDREAM_OAUTH_BEARER",
         "http_headers": {"x-pd-app-slug": "google_tag_manager"},
         "env_http_headers": {"x-pd-project-id": "PIPEDREAM_PROJECT_ID"}}
files = bad = 0


def parse(s):
    return tomllib.loads(s.removeprefix("\ufeff"))


def want(before, name):
    doc = parse(before)
    doc.setdefault("mcp_servers", {})[name] = ENTRY
    return doc


for line in sys.stdin:
    case = json.loads(line)
    files += 1
    try:
        good = parse(case["after"]) == want(case["before"], "pipedream-gtm-ascend") and \
            parse(case["renamed"]) == want(case["before"], "pipedream-tagm-ascend") and case["back"] == case["before"]
    except ValueError as e:
        good = False
        print(e)
    if not good:
        bad += 1
        if bad <= 5:
            print(line[:400])
print("Python %s tomllib: %d files, %d disagreements" % (platform.python_version(), files, bad))
sys.exit(1 if bad or files != int(sys.argv[1]) else 0)
