import type { Ora } from 'ora';
import type { Progress } from '../progress.js';
import type { ColourLevel } from '../terminal.js';

export const silentProgress: Progress = { update() {}, stop() {} };

/** ora, loaded when the first line is shown; a line that is stopped before the load ends is never drawn. */
export function nodeProgress(colour: ColourLevel): Progress {
  let spinner: Ora | undefined;
  let wanted: string | undefined;
  let loading = false;
  const load = async () => {
    loading = true;
    const { default: ora } = await import('ora');
    loading = false;
    if (wanted !== undefined) {
      const options = { stream: process.stderr, discardStdin: false, hideCursor: true };
      // Of its own accord it knows neither --no-color nor, always, NO_COLOR.
      spinner = ora({ ...options, color: colour === 0 ? false : 'cyan' }).start(wanted);
    }
  };
  return {
    update(text) {
      wanted = text;
      if (spinner) spinner.text = text;
      else if (!loading) void load();
    },
    stop() {
      wanted = undefined;
      spinner?.stop();
      spinner = undefined;
    },
  };
}
