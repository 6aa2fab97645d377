# Sourced by ./larder and ./bench: builds one project when its sources changed, then runs it where the caller stands.
# Expects $root, the checkout's directory.

. "$root/eng/tools.sh"

# Every file below the given directories that can change what a build makes, as paths from $root; ends with the given find tests.
list_sources() {
  local directories=$1
  shift
  (cd "$root" && find $directories Directory.Build.props Directory.Packages.props global.json \
    -type d \( -name bin -o -name obj -o -name node_modules -o -name .larder \) -prune -o \
    -type f \( -name '*.cs' -o -name '*.csproj' -o -name '*.props' -o -name '*.targets' -o -name '*.json' -o -name '*.sql' \
    -o -name '*.resx' -o -name '*.txt' -o -path '*/wwwroot/*' \) "$@" -print)
}

# The stamp holds the list of sources (a removed or renamed file is a change too) and is as old as the start of the build.
is_fresh() {
  local output=$1 stamp=$2 directories=$3
  [[ -f $output && -f $stamp ]] || return 1
  [[ -z $(list_sources "$directories" -newer "$stamp") ]] || return 1
  [[ $(list_sources "$directories" | sort) == "$(<"$stamp")" ]]
}

build_project() {
  local project=$1 label=$2 stamp=$3 directories=$4 log
  require_tools
  echo "building $label (first run takes about a minute) …" >&2
  list_sources "$directories" | sort >"$stamp.next"
  log=$(mktemp)
  if ! (cd "$root" && dotnet build "$project" -c Release -nologo -v quiet '-clp:ErrorsOnly;NoSummary' >"$log" 2>&1 </dev/null); then
    cat "$log" >&2
    rm -f "$log" "$stamp.next"
    echo "building $project failed; the compiler's output is above." >&2
    exit 1
  fi
  rm -f "$log"
  mv "$stamp.next" "$stamp"
}

# launch PROJECT LABEL DIRECTORIES ARGS…
launch() {
  local project=$1 label=$2 directories=$3
  shift 3
  local output="$root/$project/bin/Release/net10.0/${project##*/}.dll"
  local stamp="$root/$project/obj/launch.stamp"
  if ! is_fresh "$output" "$stamp" "$directories"; then
    mkdir -p "$root/$project/obj"
    # Two first starts at once wait for one build. The build must not inherit the lock: its servers outlive it.
    (
      if command -v flock >/dev/null; then flock 9; fi
      is_fresh "$output" "$stamp" "$directories" || build_project "$project" "$label" "$stamp" "$directories" 9>&-
    ) 9>"$stamp.lock"
  fi
  exec dotnet "$output" "$@"
}
