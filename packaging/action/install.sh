#!/usr/bin/env bash
# Downloads a release of gwfmt, compares its checksum, and puts it on the path of the steps that follow.
# GWFMT_RELEASES: where releases lie, each in a folder named by its tag. GWFMT_VERSION: which one; that of this revision where it is empty.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
version=${GWFMT_VERSION:-$(sed -n 's/^version = "\(.*\)"$/\1/p' "$here/../../Cargo.toml" | head -1)}
case "${RUNNER_OS:-$(uname -s)}-${RUNNER_ARCH:-$(uname -m)}" in
    Linux-X64 | Linux-x86_64) target=x86_64-unknown-linux-musl ;;
    Linux-ARM64 | Linux-aarch64) target=aarch64-unknown-linux-musl ;;
    macOS-X64 | Darwin-x86_64) target=x86_64-apple-darwin ;;
    macOS-ARM64 | Darwin-arm64) target=aarch64-apple-darwin ;;
    Windows-X64) target=x86_64-pc-windows-msvc ;;
    *) echo "there is no build of gwfmt for this system" >&2 && exit 1 ;;
esac

archive=gwfmt-$target.tar.gz
folder=${RUNNER_TEMP:-$(mktemp -d)}/gwfmt-$version
mkdir -p "$folder"
cd "$folder"
for file in "$archive" SHA256SUMS; do
    curl --fail --silent --show-error --location --retry 3 --output "$file" "$GWFMT_RELEASES/v${version#v}/$file"
done
wanted=$(awk -v name="$archive" '$2 == name || $2 == "*" name { print $1 }' SHA256SUMS)
if command -v sha256sum >/dev/null; then
    found=$(sha256sum "$archive")
else
    found=$(shasum -a 256 "$archive")
fi
if [ -z "$wanted" ] || [ "$wanted" != "${found%% *}" ]; then
    echo "the checksum of $archive is not the one that SHA256SUMS says" >&2
    exit 1
fi
tar -xzf "$archive"
echo "$folder" >>"$GITHUB_PATH"
