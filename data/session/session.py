# DEBUGGING ONLY. A toolkit for @@line:provider@@ that lives in this process, for one Composio session.
# It is gone when the session ends: no configuration names it, no row of the registry does, and nothing in production
# may depend on it. Its use is noted in docs/LEDGER.md.
#
#   pip install composio
#   COMPOSIO_API_KEY=… python @@slug@@-session.py [TENANT]
#
# Without a key no session is made: the tool is run here, to show what it answers.
import json
import os
import sys

from composio import Composio
from pydantic import BaseModel, Field

PROVIDER = @@string:provider@@
TENANT = sys.argv[1] if len(sys.argv) > 1 else @@string:tenant@@
KEY = os.environ.get("COMPOSIO_API_KEY", "")

composio = Composio(api_key=KEY or "not-set")
toolkit = composio.experimental.Toolkit(
    slug=@@string:toolkit@@,
    name=PROVIDER,
    description=f"Session-only tools for {PROVIDER}, for debugging",
)


class StatusInput(BaseModel):
    note: str = Field(default="", description="Comes back as it is")


@toolkit.tool()
def status(input: StatusInput, ctx):
    """Says that the session-only toolkit is there. Put the call that you are debugging in its place."""
    return {"provider": PROVIDER, "tenant": ctx.user_id if ctx else TENANT, "note": input.note}


if not KEY:
    print("COMPOSIO_API_KEY is not set: no session is made, the tool is run here.")
    print(json.dumps(status.execute(StatusInput(note="local"), None)))
    sys.exit(0)

session = composio.create(user_id=TENANT, experimental={"custom_toolkits": [toolkit]})
for known in session.custom_toolkits():
    for tool in known.tools:
        print(tool.slug, "-", tool.description)
        print(session.execute(tool.slug, {"note": "session"}))
