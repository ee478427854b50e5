#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Run a libFuzzer target for DSN_FUZZ_SECONDS seconds, from the seed DSN_FUZZ_SEED (1; 0 is a random one):
#
#   run.sh TARGET DICTIONARY SEEDS...
#
# Inputs that reach new code are kept in TARGET.corpus for the next run; what breaks the target is written beside it as
# TARGET.crash-*, TARGET.timeout-* and so on: mend the code, then add that file to repro/.
set -eu
target=$1
dictionary=$2
shift 2
mkdir -p "$target.corpus"
# A small stack shows recursion on input.
ulimit -s 1024
# A fixed seed: what passed once is what runs again, and a longer or freer campaign is for a person to start.
exec "$target" -seed="${DSN_FUZZ_SEED-1}" -dict="$dictionary" -artifact_prefix="$target." -max_total_time="${DSN_FUZZ_SECONDS-20}" \
  -max_len=262144 -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 "$target.corpus" "$@"
