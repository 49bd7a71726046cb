/**
 * Acts once what has arrived is read. A write into a connection that the other side has reset fails and ends the socket,
 * and its last words, which say why, are never read.
 */
export function afterReading(act: () => void): void {
  // The first ends the turn of the event loop that is on; before the second the system is asked what has come.
  setImmediate(() => setImmediate(act));
}
