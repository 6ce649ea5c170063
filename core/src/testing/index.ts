export { conform, type Opened, type TestFunction } from './conform.ts';
export { memoryObjectStore } from './memory/object-store.ts';
export { type OpenedPlugin, type OpenOptions, openPlugin } from './open-plugin.ts';
export { rejectsWithCode } from './rejects-with-code.ts';
export { type Suite, type SuiteCase, suite } from './suite.ts';
export { objectStoreSuite } from './suites/object-store.ts';
