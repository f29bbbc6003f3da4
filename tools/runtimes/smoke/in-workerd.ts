import { Control } from './control.js';
import { runSuite } from './suite.js';

export default {
  async fetch(_: Request, { CONTROL }: { readonly CONTROL: string }): Promise<Response> {
    await runSuite(new Control(CONTROL));
    return new Response(null, { status: 204 });
  },
};
