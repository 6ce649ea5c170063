// Runs beside a training module in the same process: its event loop stays free when the module computes for minutes.
import { watchLifeline } from './lifeline.ts';

watchLifeline();
