#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The simulation beside an independent one (numpy), and beside figures of the specification.
cd "$(dirname "$0")/.." || exit 2
exec /usr/bin/python3 tests/risk/compare.py "${BUILD:-build}/ismene"
