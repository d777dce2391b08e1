#!/bin/sh
# Installs what a lock names, and says meanwhile how far it is: install.sh PYTHON LOCK LOG
# pip's own words go to the log, and are shown where it fails.
set -u
python=$1 lock=$2 log=$3
library=$("$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')

count() { grep -cE "$1" "$2"; }
there() { set -- "$library"/*.dist-info; [ -e "$1" ] && echo $# || echo 0; }

all=$(count '^[^[# ]+==' "$lock")
before=$(there)

how_far() {
  if new=$(grep '^Installing collected packages: ' "$log"); then
    echo "$lock: $(($(there) - before)) of $(echo "$new" | wc -w | awk '{ print $1 - 3 }') packages unpacked"
  else
    taken=$(count '^(Collecting|Processing|Requirement already satisfied:|Ignoring) ' "$log")
    echo "$lock: $((taken < all ? taken : all)) of $all packages looked up and fetched"
  fi
}

"$python" -m pip --disable-pip-version-check --no-input install \
  --require-hashes --requirement "$lock" > "$log" 2>&1 &
pip=$!
# What runs in the background does not hear Ctrl-C.
trap 'kill $pip; exit 130' INT TERM

# A terminal gets one line that is kept up to date, a file a line now and then.
if [ -t 1 ]; then every=1 begin='\r' clear='\033[K' end=''; else every=15 begin='' clear='' end='\n'; fi
passed=0
while kill -0 $pip 2> /dev/null; do
  sleep 1
  passed=$((passed + 1))
  [ $((passed % every)) -ne 0 ] || printf "$begin  %s$clear$end" "$(how_far)"
done
wait $pip
status=$?
[ $status -eq 0 ] || { cat "$log"; exit $status; }
printf "$begin  %s$clear\n" "$lock: all $all packages are there"
