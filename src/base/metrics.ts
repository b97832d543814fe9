// Figures for Prometheus: calls by action and outcome, jobs, and the process itself.
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

export const metrics = new Registry();

const calls = new Counter({
  name: 'yikatong_calls_total',
  help: 'Calls by action and outcome',
  labelNames: ['action', 'outcome'],
  registers: [metrics],
});
const seconds = new Histogram({
  name: 'yikatong_call_seconds',
  help: 'Time of a call in seconds',
  labelNames: ['action'],
  buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
  registers: [metrics],
});
const jobs = new Counter({
  name: 'yikatong_jobs_total',
  help: 'Jobs by name and outcome',
  labelNames: ['job', 'outcome'],
  registers: [metrics],
});

export function countCall(action: string, outcome: string, took: number): void {
  calls.inc({ action, outcome });
  seconds.observe({ action }, took);
}

export function countJob(job: string, outcome: 'done' | 'again' | 'failed' | 'stopped'): void {
  jobs.inc({ job, outcome });
}

/** Starts to collect figures of the process; only a server needs them. */
export function measureProcess(): void {
  collectDefaultMetrics({ register: metrics });
}
