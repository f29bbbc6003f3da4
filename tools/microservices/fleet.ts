import { type Installation, type ServiceName } from './install-services.js';
import { ServiceProcess } from './service-process.js';
import { type Vendors } from './vendors.js';

/** The answer of a service. */
export interface ServiceAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** The running services, and the vendors that they call. */
export class Fleet {
  readonly #installation: Installation;
  readonly #vendors: Vendors;
  readonly #processes: ServiceProcess[] = [];

  constructor(installation: Installation, vendors: Vendors) {
    this.#installation = installation;
    this.#vendors = vendors;
  }

  /** All processes that were started, the first one first. */
  get processes(): readonly ServiceProcess[] {
    return this.#processes;
  }

  /**
   * Starts a process of a service. It knows where the vendors are, and no secrets but its own.
   *
   * @param without - A variable that it does not get, though it should.
   */
  start(service: ServiceName, without?: string): ServiceProcess {
    const { addresses, secrets } = this.#vendors;
    const variables = Object.entries({ ...addresses, ...secrets[service] });
    const environment = Object.fromEntries(variables.filter(([name]) => name !== without));
    const started = new ServiceProcess(this.#installation.folderOf(service), environment);
    this.#processes.push(started);
    return started;
  }

  /** Ends all processes as an operator does, and gives their exit codes. */
  async stop(): Promise<readonly (number | null)[]> {
    return Promise.all(this.#processes.map((started) => started.stop()));
  }

  /** Ends all processes as a crash does. */
  async kill(): Promise<void> {
    await Promise.all(this.#processes.map((started) => started.kill()));
  }
}

/** Sends a request to a service, for example `POST /orders`. */
export async function ask(service: ServiceProcess, request: string, body?: object): Promise<ServiceAnswer> {
  const [method = 'GET', path = '/'] = request.split(' ');
  const url = (await service.listening()) + path;
  const response = await fetch(url, { method, ...(body && { body: JSON.stringify(body) }) });
  return { status: response.status, body: await response.json() };
}
