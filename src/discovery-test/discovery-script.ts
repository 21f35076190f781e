/**
 * The script of a discovery test: POSIX sh on busybox. It uses only options of `wget`, `nslookup` and `nc` that every build of
 * busybox has: `timeout` ends each of them, and `nc -e` replaces `nc -z`, which some builds lack.
 *
 * It is in a ConfigMap, so the kubelet does not expand its `$(…)`.
 */
export const DISCOVERY_SCRIPT = `# Makes each check of a list a number of times, and reports a line for each and one for all.
#
#   ITERATIONS=10 TIMEOUT=5 GRACE=120 DEADLINE=600 sh test.sh checks
#
# A check is a verb and its object:
#   resolve <host>       the name has an address
#   connect <host:port>  the port accepts a connection
#   health <url>         GET succeeds
#   capability <url>     GET answers with a list of at least one agent
#
# Times are in milliseconds, by /proc/uptime, which counts in steps of 10: busybox' date knows whole seconds only. Of
# many tries the mean is finer than that. They are those of the tries that passed, and the start of nslookup, nc or wget
# is part of them.
set -u
newline='
'

clock() {
  read -r uptime idle < /proc/uptime
  now=$((\${uptime%.*} * 1000 + (1\${uptime#*.} - 100) * 10))
}

# Runs a command that must end in time: its output is in $answer, its time in $took, and why it failed in $reason.
run() {
  clock
  took=$now
  answer=$(timeout "$TIMEOUT" "$@" 2>&1 < /dev/null)
  status=$?
  clock
  took=$((now - took))
  case $status in
    0) ;;
    124 | 143) reason="no answer within $TIMEOUT s" ;; # 124 from GNU's timeout
    *) reason=\${answer##*"$newline"} reason=\${reason#*: } ;;
  esac
  return "$status"
}

get() {
  case $1 in
    # busybox encrypts and verifies no certificate; the option keeps its note of that out of the answer.
    https:*) run wget -q --no-check-certificate -O - "$1" ;;
    *) run wget -q -O - "$1" ;;
  esac
}

attempt() {
  reason='no such check'
  case $1 in
    resolve)
      # The exit code also tells of a missing IPv6 address, and addresses before the name are the server's own.
      run nslookup "$2" || [ "$status" = 1 ] || return 1
      reason='the name has no address'
      printf '%s\\n' "$answer" | awk '/^Name:/ { name = 1 } name && /^Address/ { found = 1 } END { exit !found }'
      ;;
    connect) run nc "\${2%:*}" "\${2##*:}" -e true ;;
    health) get "$2" ;;
    capability)
      get "$2" || return 1
      case $(printf '%s' "$answer" | tr -d ' \\t\\r\\n') in
        '{'*'"agents":[{'*'}') ;;
        '{'*'"agents":null'*'}' | '{'*'"agents":[]'*'}') reason='no agent provides it' && return 1 ;;
        *) reason='the answer is no list of agents' && return 1 ;;
      esac
      ;;
    *) return 1 ;;
  esac
}

check() {
  tries=0 passes=0 times='' note=''
  # A mesh that was applied together with its test is still coming up.
  while clock && [ "$now" -lt "$patience" ] && ! attempt "$1" "$2" 2> /dev/null; do
    sleep 1
  done
  while [ "$tries" -lt "$ITERATIONS" ]; do
    if clock && [ "$now" -ge "$end" ]; then
      note=" (not finished within $DEADLINE s)"
      break
    fi
    tries=$((tries + 1))
    if attempt "$1" "$2" 2> /dev/null; then # where the shell says "Terminated"
      passes=$((passes + 1))
      times="$times$took$newline"
    else
      note=" ($reason)"
    fi
  done
  verdict=FAIL
  if [ "$passes" = "$ITERATIONS" ]; then
    verdict=PASS
    passed=$((passed + 1))
  fi
  checks=$((checks + 1)) requests=$((requests + tries)) answers=$((answers + passes))
  printf '%s %9s' "$verdict" "$passes/$ITERATIONS"
  # The times that 50 and 99 of 100 tries took at most.
  printf '%s' "$times" | sort -n | awk '
    { time[NR] = $1; total += $1 }
    function rank(share) { return NR ? time[int((NR * share + 99) / 100)] : "-" }
    END { printf "  mean %7s ms  p50 %5s ms  p99 %5s ms", NR ? sprintf("%.1f", total / NR) : "-", rank(50), rank(99) }'
  printf '  %-10s  %s%s\\n' "$1" "$2" "$note"
}

# A sidecar that is no native one would keep the Job from ending.
[ -z "\${QUIT_PROXY:-}" ] || trap 'wget -q -O /dev/null --post-data "" "$QUIT_PROXY"' EXIT

clock
began=$now patience=$((now + GRACE * 1000)) end=$((now + DEADLINE * 1000))
checks=0 passed=0 requests=0 answers=0
while read -r verb object <&3; do
  check "$verb" "$object"
done 3< "$1"

clock
verdict=FAIL
[ "$checks" = 0 ] || [ "$passed" -lt "$checks" ] || verdict=PASS
echo "$verdict: $passed of $checks checks passed, $answers of $requests requests, in $((now - began)) ms"
[ "$verdict" = PASS ]
`;
