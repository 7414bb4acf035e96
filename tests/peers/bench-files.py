# SPDX-License-Identifier: MIT
"""bench-files.py FILE: a .mcp.json of 100,000 servers, about 36 MB, as an ordinary program would indent it."""
import sys

with open(sys.argv[1], "w", encoding="utf-8") as f:
    f.write('{\n  "mcpServers": {')
    for i in range(100000):
        f.write('%s\n    "server-%06d": {\n      "type": "http",\n      "url": "https://mcp-%06d.example.com/v1/mcp?team=%d",\n'
                '      "headers": {\n        "Authorization": "Bearer ${TOKEN_%06d}",\n        "x-environment": "production",\n'
                '        "x-external-user-id": "tenant-%d",\n        "x-app-slug": "app_%06d",\n'
                '        "x-note": "%s"\n      }\n    }' % ("," if i else "", i, i, i % 977, i, i % 31, i, "n" * 43))
    f.write("\n  }\n}\n")
