import { Socket } from 'node:net';

/**
 * Standard input is a pipe that the platform holds open and never writes to. When the platform's process is gone, however it
 * ended, the pipe closes, and this process ends with everything it started.
 */
export function watchLifeline(): void {
  const stdin = new Socket({ fd: 0, readable: true, writable: false });
  stdin.on('close', endSelf);
  stdin.on('error', endSelf);
  stdin.resume();
}

function endSelf(): void {
  process.kill(process.platform === 'win32' ? process.pid : -process.pid, 'SIGKILL');
}
