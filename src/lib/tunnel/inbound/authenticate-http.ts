import { parseBasicCredentials } from '../access/basic-credentials.js';
import { plainUserName } from '../access/users.js';
import { applicantOf, type Connection } from '../connection.js';
import { type Refusal, refusals } from '../refusals/refusal.js';
import { type RequestHead, valuesOf } from './request-head.js';

/**
 * Asks an HTTP client for credentials (RFC 9110 section 11.7): null where it may go on, else what it is to be told. The
 * session learns the name once it is proven.
 */
export async function authenticateHttp(head: RequestHead, connection: Connection): Promise<Refusal | null> {
  const { session, snapshot } = connection;
  const { authenticator } = snapshot;
  const shown = valuesOf(head.headers, 'proxy-authorization');
  if (shown.length > 1) return refusals.badRequest;
  const credentials = shown[0] === undefined ? null : parseBasicCredentials(shown[0]);
  if (credentials === null) return refusals.authRequired;
  const { username, password } = credentials;
  if (!(await authenticator.accepts(username, password, applicantOf(connection))))
    return refusals.authRequired;
  session.user = plainUserName(username);
  return null;
}
