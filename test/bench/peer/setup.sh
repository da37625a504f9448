#!/usr/bin/env bash
# Makes the peer's virtual environment from the pinned versions of requirements.txt. PyPI's PyTorch
# for Linux on x64 needs the CUDA libraries beside it even on a machine without a GPU, several
# gigabytes in all; where PyPI is out of reach, Debian's python3-torch serves (older, no MONAI).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
venv=${1:-$here/../../../node_modules/.cache/ablate-bench/venv}
python=${PYTHON:-python3}

if [ -x "$venv/bin/python" ]; then
  echo "bench: $venv is there already; remove it to make it anew" >&2
  exit 0
fi
mkdir -p "$(dirname "$venv")"
making=$venv.making
rm -rf "$making"
echo "bench: making the peer's Python environment (PyTorch and MONAI from PyPI, several GB) in $venv" >&2
"$python" -m venv "$making"
if "$making/bin/python" -m pip install --quiet --disable-pip-version-check -r "$here/requirements.txt"; then
  echo "bench: PyTorch and MONAI from PyPI" >&2
elif /usr/bin/python3 -c "import torch" 2>/dev/null; then
  echo "bench: PyPI is out of reach: falling back to Debian's python3-torch, without MONAI" >&2
  rm -rf "$making"
  /usr/bin/python3 -m venv --system-site-packages "$making"
else
  rm -rf "$making"
  echo "bench: PyPI is out of reach, and Debian's PyTorch is not installed: apt-get install python3-torch" >&2
  exit 1
fi
mv "$making" "$venv"
