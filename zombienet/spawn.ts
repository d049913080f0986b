// SPDX-License-Identifier: Apache-2.0

// Keeps the network running until it is interrupted.

import { Network } from './src/network.ts';

console.log('Starting two validators and two collators ...');
const network = await Network.start();
for (const { name, endpoint, log } of network.all()) console.log(`${name.padEnd(12)} ${endpoint}  ${log}`);
console.log('Stop with Ctrl-C.');
setInterval(() => {}, 60_000);
