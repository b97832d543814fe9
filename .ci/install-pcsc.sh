#!/usr/bin/env bash
# What the tests in test/pcsc need: the PC/SC service, a virtual reader, and the programs that read our cards through both
# (cardpeek runs in console mode: no screen, no xvfb).
set -euo pipefail
apt-get update -qq
apt-get install -y -qq --no-install-recommends pcscd vsmartcard-vpcd opensc pcsc-tools cardpeek
