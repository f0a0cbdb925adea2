#!/usr/bin/env bash
# Requests made up from the server's own description: none may end in a server error, an undocumented status or another kind
# of content than described. For developers; needs schemathesis from PyPI, which is installed into .deps/schemathesis.
#   scripts/check-server.sh [EXAMPLES-FOR-EACH-OPERATION]
set -euo pipefail
cd "$(dirname "$0")/.."
examples=${1:-100}
place=.deps/schemathesis
if ! [ -x "$place/bin/st" ]; then
  "${PYTHON:-python3}" -m venv "$place"
  "$place/bin/pip" install --quiet --disable-pip-version-check schemathesis==4.32.5
fi
tool=$(realpath "${HARMONIZE:-$(swift build -c release --show-bin-path)/harmonize}")
address=$(mktemp)
"$tool" serve --port 0 >"$address" &
server=$!
trap 'kill $server 2>/dev/null; wait $server 2>/dev/null || true; rm -f "$address"' EXIT
for _ in $(seq 100); do grep -q http "$address" && break; sleep 0.1; done
url=$(grep -o 'http[^ ]*' "$address" | head -1)
# It writes notes of its own into the folder where it runs; and with --mode negative it fails on files itself.
cd "$place"
bin/st run "${url%/}/api/openapi.json" --max-examples "$examples" --workers 2 --mode positive --generation-database none \
  --checks not_a_server_error,status_code_conformance,content_type_conformance
