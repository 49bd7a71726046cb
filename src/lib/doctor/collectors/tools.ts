import type { ToolsEvidence } from '../evidence/tools.js';
import type { Gathered, Sources } from './sources.js';
import { findNode, findPython } from './tools-runtimes.js';
import { describeVscode } from './tools-vscode.js';

/** Programs beside Go. Nothing is asked of VS Code itself: its folders tell, and starting it takes seconds. */
export async function collectTools({ host, signal }: Sources): Promise<Gathered<ToolsEvidence>> {
  const [python, node, vscode] = await Promise.all([
    findPython(host, signal),
    findNode(host, signal),
    describeVscode(host),
  ]);
  return { source: 'files', value: { python, node, vscode } };
}
