#!/usr/bin/env bash
# What action.yml runs: checks manifests, and writes the summary of the job. Inputs come as variables, so that no text of theirs is a command.
#   MESH_PATHS     files and folders, a line each
#   MESH_OPTIONS   more options of check, a line each
#   MESH_PACKAGE   what npx installs; empty if the project has the package installed
#   MESH_SARIF     the file for code scanning
set -euo pipefail

paths=()
while IFS= read -r line; do [ -z "$line" ] || paths+=("$line"); done <<<"$MESH_PATHS"
options=()
while IFS= read -r line; do [ -z "$line" ] || options+=("$line"); done <<<"${MESH_OPTIONS:-}"

mesh() {
  if [ -n "${MESH_PACKAGE:-}" ]; then
    npx --yes --package "$MESH_PACKAGE" cdk8s-mcp-mesh "$@"
  else
    npx --no-install cdk8s-mcp-mesh "$@"
  fi
}

summary=${GITHUB_STEP_SUMMARY:-/dev/null}
report=$(mktemp)
code=0
mesh check ${options[@]+"${options[@]}"} --format github --output "sarif=$MESH_SARIF" --output "markdown=$report" -- "${paths[@]}" || code=$?
cat "$report" >>"$summary"
rm "$report"

# A pull request is compared with the branch that it goes into.
if [ -n "${GITHUB_BASE_REF:-}" ]; then
  git fetch --quiet --no-tags --depth=1 origin "refs/heads/$GITHUB_BASE_REF"
  base=$(git rev-parse FETCH_HEAD)
  {
    echo
    mesh diff --git "$base" --format markdown -- "${paths[@]}" || true # what it finds new, check has found
    echo
    echo '```mermaid'
    mesh graph --git "$base" -- "${paths[@]}"
    echo '```'
  } >>"$summary"
fi
exit "$code"
