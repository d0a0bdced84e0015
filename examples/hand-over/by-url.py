"""Uploads with a presigned PUT, which it is handed on standard input: it needs no SDK. Usage: python3 by-url.py FILE"""

import json
import os
import sys
import urllib.error
import urllib.request

presigned = json.load(sys.stdin)
with open(sys.argv[1], "rb") as file:
    headers = {**presigned["headers"], "Content-Length": str(os.fstat(file.fileno()).st_size)}
    request = urllib.request.Request(presigned["url"], data=file, headers=headers, method="PUT")
    try:
        urllib.request.urlopen(request).close()
    except urllib.error.HTTPError as refusal:
        # Not the URL: whoever reads it may upload too.
        sys.exit(f"S3 refused the upload with status {refusal.code}: {refusal.read(2000).decode()}")
print("uploaded by its URL")
