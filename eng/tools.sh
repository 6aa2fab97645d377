# Sourced by ./test, ./larder and ./bench.

# Ends the script with one line when a tool that every build needs is missing.
require_tools() {
  local sdks node_version missing=()
  sdks=$(dotnet --list-sdks 2>/dev/null || true)
  [[ $'\n'$sdks == *$'\n10.0.'* ]] || missing+=("the .NET 10 SDK (dotnet)")
  node_version=$(node --version 2>/dev/null || true)
  [[ $node_version =~ ^v([0-9]+)\. ]] && ((BASH_REMATCH[1] >= 20)) || missing+=("Node.js 20 or newer (node${node_version:+, found $node_version})")
  command -v npm >/dev/null || missing+=("npm")
  if ((${#missing[@]} > 0)); then
    local list
    list=$(printf '%s, ' "${missing[@]}")
    echo "Larder cannot be built here: install ${list%, } and put it on PATH, then run this command again." >&2
    exit 1
  fi
}
