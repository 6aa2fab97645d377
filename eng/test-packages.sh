# Sourced by ./test.

has_package() {
  [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]] || command -v "$1" >/dev/null
}

# Prints the packages of eng/test-packages.txt that are not installed, one per line.
list_missing_packages() {
  local name
  sed 's/#.*//' eng/test-packages.txt | tr -s '[:space:]' '\n' | while read -r name; do
    [[ -z $name ]] || has_package "$name" || echo "$name"
  done
}

# Installs what is missing when it may; fails when something is still missing, after saying what.
ensure_test_packages() {
  local log=$1 missing
  missing=$(list_missing_packages)
  if [[ -n $missing && $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    echo "packages: installing ${missing//$'\n'/ }"
    # A mirror that is briefly away is no failure yet: what counts is what is there afterwards.
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1 </dev/null || true
    missing=$(list_missing_packages)
  fi
  [[ -n $missing ]] || return 0
  echo "missing Debian packages: ${missing//$'\n'/ }; tests that need them will be skipped (apt-get install ${missing//$'\n'/ })"
  return 1
}

# Installs the servers of eng/peers, unless what is there is what its lock file says.
ensure_test_peers() {
  local log=$1
  cmp -s eng/peers/package-lock.json eng/peers/node_modules/.larder-lock && return 0
  if (cd eng/peers && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) >"$log" 2>&1 </dev/null; then
    cp eng/peers/package-lock.json eng/peers/node_modules/.larder-lock
    return 0
  fi
  cat "$log"
  echo "the servers of eng/peers could not be installed; tests that need them will be skipped (run 'npm ci --ignore-scripts' there)"
  return 1
}
