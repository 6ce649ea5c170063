import type { AuditLog } from '@penstock/core/contracts';
import { auditLogSuite, conform, memoryObjectStore, openPlugin } from '@penstock/core/testing';
import { test } from 'vitest';
import plugin from '../src/index.ts';

conform(auditLogSuite, test, plugin, () => openPlugin<AuditLog>(plugin, { needs: { store: memoryObjectStore() } }));
