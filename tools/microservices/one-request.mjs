// Run in the folder of a service, with its packages: what becomes of a request to the URL that is the argument. It
// could not leave the process.
import axios from 'axios';
import { loadKeyring } from 'axios-keyring';

let isSent = false;
const client = axios.create({
  adapter: async (config) => {
    isSent = true;
    return { data: '', status: 200, statusText: 'OK', headers: {}, config };
  },
});
client.interceptors.request.use(await loadKeyring());

const { code, message } = await client.get(process.argv.at(-1)).catch((error) => error);
console.log(JSON.stringify({ isSent, code, message }));
