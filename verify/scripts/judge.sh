# All scripts by shellcheck, all workflows by actionlint.
source ./lib.sh
bin=$(tools scripts) || exit 1
repo=$(cd "$verify/.." && pwd)
failed=0

mapfile -t scripts < <(cd "$repo" && git ls-files '*.sh' .ci/run verify/run)
if command -v shellcheck > /dev/null; then
  (cd "$repo" && shellcheck --shell bash --severity warning --external-sources --source-path verify "${scripts[@]}")
  said=$?
  row shellcheck "$(shellcheck --version | sed -n 's/^version: //p')" "${#scripts[@]} scripts" "$([ $said = 0 ] && echo 'no warning' || echo 'see above')"
  [ $said = 0 ] || failed=1
else
  row shellcheck - "${#scripts[@]} scripts" 'skipped: no shellcheck'
fi

# Scripts within workflows are projen's own, but for one line each.
(cd "$repo" && "$bin/actionlint" -shellcheck= .github/workflows/*.yml)
said=$?
row actionlint "$(pinned scripts github.com/rhysd/actionlint)" "$(find "$repo/.github/workflows" -name '*.yml' | wc -l) workflows" \
  "$([ $said = 0 ] && echo 'no finding' || echo 'see above')"
[ $said = 0 ] || failed=1
exit $failed
