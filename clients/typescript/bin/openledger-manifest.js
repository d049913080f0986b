#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0

import { run } from '../dist/command.js';

process.exitCode = run(process.argv.slice(2));
