export { conform, type Opened, type TestFunction } from './conform.ts';
export { type OpenedPlugin, type OpenOptions, openPlugin } from './open-plugin.ts';
export { type Suite, type SuiteCase, suite } from './suite.ts';
