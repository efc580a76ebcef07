#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The description of the API is valid, whole, and what the server answers.
cd "$(dirname "$0")/.." || exit 2
exec node tests/openapi/openapi.mjs "${BUILD:-build}/ismene"
