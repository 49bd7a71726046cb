import type { Messages } from '../../../messages/en.js';
import type { AdminViews } from '../../../tunnel/admin/resources.js';
import { metricsText } from './metrics.js';
import { tunnelPac } from './pac.js';
import { tunnelPage } from './page/page.js';

/** All that the admin listener shows, in the language of the run. */
export function adminViews(run: { readonly text: Messages; readonly language: string }): AdminViews {
  return { page: tunnelPage(run), metrics: metricsText, pac: tunnelPac };
}
