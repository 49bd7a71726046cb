import { DialError, type DialRequest, dial } from '../../proxy/way/dial.js';

/** Opens, and closes, one TCP connection; null where it opened, else why it did not. */
export async function tryDial(request: DialRequest): Promise<DialError | null> {
  try {
    const { socket } = await dial(request);
    socket.on('error', () => {});
    socket.destroy();
    return null;
  } catch (error) {
    if (error instanceof DialError) return error;
    throw error;
  }
}
