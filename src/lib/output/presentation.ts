import type { Messages } from '../messages/en.js';
import type { Style } from './style.js';

/** What a view needs besides the value it shows. */
export interface Presentation {
  readonly text: Messages;
  readonly style: Style;
}
