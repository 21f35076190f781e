#!/usr/bin/env bash
# Keeps today's manifests as the release that the next one must upgrade from. Run it right after a release, and commit
# what it writes; nobody edits that.
set -euo pipefail
cd "$(dirname "$0")"
rm -rf baseline
for manifests in ../examples/*/manifests; do
  example=$(basename "$(dirname "$manifests")")
  mkdir -p "baseline/$example"
  cp "$manifests"/*.yaml "baseline/$example/"
done
