// The API of the server that sent this page.
import { createClient } from '@mockops/contract';

export const api = createClient({ baseUrl: '' });
