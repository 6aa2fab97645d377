# Sourced by ./test: runs one test project and reads what it reported. Expects $results, the directory for logs and reports.

# Seconds that one project may take. A test that hangs is named in the log before that.
time_limit=${LARDER_TEST_TIMEOUT:-1200}

# Two projects run at a time. One that takes long begins early, or it runs alone at the end.
longest_first=(EndToEnd Engine Core Cli)

# The folders of the solution's test projects, in the order in which they run. A library under tests/ says so with IsTestProject=false.
list_test_projects() {
  local project name projects
  projects=$(sed -n 's/.*<Project Path="\(tests\/[^"]*\.csproj\)".*/\1/p' Larder.slnx | while read -r project; do
    grep -q '<IsTestProject>false</IsTestProject>' "$project" || dirname "$project"
  done)
  {
    for name in "${longest_first[@]}"; do grep -x "tests/Larder.$name.Tests" <<<"$projects"; done
    echo "$projects"
  } | awk '!seen[$0]++'
}

# run_test_project FOLDER RUNNER_OPTIONS…: leaves NAME.log, NAME.xml and NAME.tally (passed failed skipped note) in $results.
run_test_project() {
  local folder=$1 name=${1##*/} code=0 limit=()
  shift
  if command -v timeout >/dev/null; then limit=(timeout --kill-after=10 "$time_limit"); fi
  echo "0 1 0 did not start" >"$results/$name.tally"
  cd "$folder/bin/Release/net10.0" 2>"$results/$name.log"
  "${limit[@]}" dotnet "$name.dll" -noLogo -noColor -noAutoReporters -reporter quiet -longRunning 30 "$@" -xml "$results/$name.xml" \
    >"$results/$name.log" 2>&1 </dev/null &
  trap "kill $! 2>/dev/null" TERM
  wait $! || code=$?
  read_tally "$results/$name.xml" "$code" "$*" >"$results/$name.tally"
  local passed failed skipped note
  read -r passed failed skipped note <"$results/$name.tally"
  printf '  %-28s %5d passed  %3d failed  %3d skipped  %4d s%s\n' "$name" "$passed" "$failed" "$skipped" "$SECONDS" "${note:+   $note}"
}

# Prints "passed failed skipped note" from the runner's report. Whatever kept a project from telling a full result counts as one failure.
read_tally() {
  local report=$1 code=$2 options=$3 head='' element key
  local -A count=()
  # The counts sit in the first element, before any text a test wrote.
  if [[ -f $report ]]; then IFS= read -r -d '' -n 4000 head <"$report" || true; fi
  [[ $head =~ \<assembly\ ([^\>]*)\> ]] && element=" ${BASH_REMATCH[1]}" || element=''
  for key in passed failed errors skipped not-run; do
    if ! [[ $element =~ \ $key=\"([0-9]+)\" ]]; then
      if ((code == 124)); then echo "0 1 0 stopped after $time_limit s"; else echo "0 1 0 no result (exit code $code)"; fi
      return
    fi
    count[$key]=${BASH_REMATCH[1]}
  done
  # A fixture that throws while it is disposed fails no test but is a failure; an explicit test that did not run was skipped.
  local failed=$((count[failed] + count[errors])) skipped=$((count[skipped] + count[not-run]))
  if ((count[passed] + failed + skipped == 0)) && [[ -z $options ]]; then
    echo "0 1 0 no tests"
  elif ((code != 0 && failed == 0)); then
    echo "${count[passed]} 1 $skipped stopped with exit code $code"
  else
    echo "${count[passed]} $failed $skipped"
  fi
}
