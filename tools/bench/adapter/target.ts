import axios, { type AxiosInstance } from 'axios';
import { silentAPI } from '../tokens/silent-api.js';

/** Where all requests of the suite go. */
export const origin = 'https://api.example.com';

/** The path is one that every provider takes. */
export const baseURL = `${origin}/app/hec-api/v1.0`;

/** One for all: who was given a function of its own would be looked up faster or slower. */
const { adapter } = silentAPI();

/** An instance with an adapter that does nothing. */
export function createClient(): AxiosInstance {
  return axios.create({ baseURL, adapter });
}

/** The access key of a resource, as long as those of Azure. */
export const accessKey = Buffer.alloc(64, 'bench').toString('base64');
