// Child process: decides a request in the name of one person, once told to go, and prints the state it led to.
import { once } from 'node:events';
import type { ObjectStore } from '@penstock/core/contracts';
import { openPlugin } from '@penstock/core/testing';
import storage from '@penstock/storage-fs';
import { ObjectApprovals } from '../src/object-approvals.ts';

const [root = '', id = '', by = ''] = process.argv.slice(2);
const store = await openPlugin<ObjectStore>(storage, { dir: root, options: { root: '.' } });
const approvals = new ObjectApprovals(store.value, 'approvals');
process.stdout.write('ready\n');
await once(process.stdin, 'data');
const { state } = await approvals.decide(id, { by, approve: true });
process.stdout.write(`${state}\n`);
process.stdin.destroy();
