#!/usr/bin/env bash
# Builds the program (or with --no-build takes the built one) and writes what the packages need beside it into
# target/package; then `cargo deb --no-build` or `cargo generate-rpm` make the package.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ "${1:-}" = --no-build ] || cargo build --release --locked
gongji=target/release/gongji
package=target/package
mkdir -p "$package"
"$gongji" man --lang en > "$package/gongji.1"
"$gongji" man --lang zh > "$package/gongji.zh.1"
"$gongji" completions bash > "$package/gongji.bash"
"$gongji" completions zsh > "$package/_gongji"
"$gongji" completions fish > "$package/gongji.fish"
# A package installs to /usr/bin.
sed 's|/usr/local/bin/gongji|/usr/bin/gongji|' docs/deploy/gongji.service > "$package/gongji.service"
