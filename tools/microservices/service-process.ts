import { BackgroundProcess } from '../packed/background-process.js';

/** A service, as who started it sees it. */
export class ServiceProcess extends BackgroundProcess {
  /** @param environment - All that the service knows of the environment. */
  constructor(folder: string, environment: Readonly<Record<string, string>>) {
    super(['.'], folder, { ...environment, PORT: '0' });
  }

  /**
   * Waits until it listens.
   *
   * @returns Where.
   * @throws Error with what it printed, if it ended before.
   */
  async listening(): Promise<string> {
    return this.printed(/ listens on (http:\S+)\n/);
  }
}
