# Builds the wheel of what jsii-pacmak generated ($1) with the venv of $2, and installs it into the folder $3.
set -e
cp -r "$1/python" "$3.source"
trap 'rm -rf "$3.source"' EXIT
"$2/venv/bin/python" -m pip install -q --disable-pip-version-check --no-index --no-deps --no-build-isolation --target "$3" "$3.source"
