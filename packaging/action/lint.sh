#!/usr/bin/env bash
# Runs `gwfmt lint` with the arguments of GWFMT_ARGUMENTS, one a line.
set -euo pipefail

arguments=()
while IFS= read -r argument; do
    if [ -n "$argument" ]; then
        arguments+=("$argument")
    fi
done <<<"${GWFMT_ARGUMENTS:-}"
exec gwfmt lint ${arguments[@]+"${arguments[@]}"}
